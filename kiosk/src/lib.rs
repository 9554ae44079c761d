//! The window of the counter and of the booth.
