export interface WireBody {
  readonly contentType: string
  readonly body: Uint8Array
}

export const JSON_TYPE = 'application/json'
export const PROTOBUF_TYPE = 'application/x-protobuf'

/** Whether a body with this Content-Type is protobuf; everything else is taken for JSON. */
export function isProtobuf(contentType: string): boolean {
  return contentType.toLowerCase().includes(PROTOBUF_TYPE)
}
