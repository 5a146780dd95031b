//! Use cases and jobs: read, decide, write, tell.
