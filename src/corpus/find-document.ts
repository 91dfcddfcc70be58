import { scanDocuments } from './scan-documents.js'

/** Position of the first document with this id (16 hexadecimal digits): one pass over the records. */
export function findDocument(folder: string, documents: number, id: string): number | undefined {
  const high = Number.parseInt(id.slice(0, 8), 16)
  const low = Number.parseInt(id.slice(8), 16)
  for (const { record, position } of scanDocuments(folder, documents, { texts: false }))
    if (record.idHigh === high && record.idLow === low) return position
  return undefined
}
