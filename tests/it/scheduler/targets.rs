//! What targets get, and what becomes of calls that fail.
