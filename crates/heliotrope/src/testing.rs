//! A whole desk inside the test: the real router over a real database.
