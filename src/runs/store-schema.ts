/**
 * The tables of `run.db`. Iterations count from 0. Checkpoints and evaluations are of the weights that an iteration
 * starts from, so iteration 0 is the model before any training and iteration T the result of T iterations.
 * Positions count from 0 within what holds them. Booleans are 0 and 1, lists and maps are JSON.
 */
export const SCHEMA_VERSION = 1

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE iterations (iteration INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL) STRICT;

-- Long form: one row a number. Names are group/name.
CREATE TABLE metrics (
  iteration INTEGER NOT NULL REFERENCES iterations ON DELETE CASCADE,
  name TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (iteration, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX metrics_by_name ON metrics (name, iteration);

CREATE TABLE phases (
  iteration INTEGER NOT NULL REFERENCES iterations ON DELETE CASCADE,
  phase TEXT NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (iteration, phase)
) STRICT, WITHOUT ROWID;

-- Each text once, however often it is drawn.
CREATE TABLE documents (id TEXT PRIMARY KEY, text TEXT NOT NULL, source TEXT NOT NULL) STRICT;

CREATE TABLE documents_used (
  iteration INTEGER NOT NULL REFERENCES iterations ON DELETE CASCADE,
  document INTEGER NOT NULL,
  document_id TEXT NOT NULL REFERENCES documents,
  format TEXT NOT NULL,
  answer_type TEXT NOT NULL,
  selector_text TEXT,
  selector_fallback INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  valid_attempts INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  PRIMARY KEY (iteration, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_used_by_id ON documents_used (document_id);

CREATE TABLE challenges (
  iteration INTEGER NOT NULL,
  document INTEGER NOT NULL,
  challenge INTEGER NOT NULL,
  text TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  reason TEXT,
  failed_checks TEXT NOT NULL,
  audit_agrees INTEGER,
  pass_rate REAL,
  reward REAL NOT NULL,
  advantage REAL NOT NULL,
  chosen INTEGER NOT NULL,
  trained INTEGER NOT NULL,
  PRIMARY KEY (iteration, document, challenge),
  FOREIGN KEY (iteration, document) REFERENCES documents_used ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
  iteration INTEGER NOT NULL,
  document INTEGER NOT NULL,
  challenge INTEGER NOT NULL,
  format TEXT NOT NULL,
  answer_type TEXT NOT NULL,
  question TEXT NOT NULL,
  options TEXT NOT NULL,
  gold TEXT NOT NULL,
  quotes TEXT NOT NULL,
  PRIMARY KEY (iteration, document, challenge),
  FOREIGN KEY (iteration, document, challenge) REFERENCES challenges ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
  iteration INTEGER NOT NULL,
  document INTEGER NOT NULL,
  challenge INTEGER NOT NULL,
  answer INTEGER NOT NULL,
  text TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  rule TEXT NOT NULL,
  extracted TEXT,
  correct INTEGER NOT NULL,
  reward REAL NOT NULL,
  advantage REAL,
  trained INTEGER NOT NULL,
  PRIMARY KEY (iteration, document, challenge, answer),
  FOREIGN KEY (iteration, document, challenge) REFERENCES challenges ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Scores, one row an evaluation set; per-question scores (what a paired comparison needs) below.
CREATE TABLE evaluations (
  iteration INTEGER NOT NULL,
  set_name TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  samples INTEGER NOT NULL,
  temperature REAL NOT NULL,
  questions INTEGER NOT NULL,
  accuracy REAL NOT NULL,
  standard_error REAL NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (iteration, set_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation_questions (
  iteration INTEGER NOT NULL,
  set_name TEXT NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  answer_type TEXT NOT NULL,
  correct INTEGER NOT NULL,
  PRIMARY KEY (iteration, set_name, position),
  FOREIGN KEY (iteration, set_name) REFERENCES evaluations ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  iteration INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  marked INTEGER NOT NULL DEFAULT 0
) STRICT;
`
