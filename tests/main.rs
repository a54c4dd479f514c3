//! All integration tests, as one program, because each program links the whole house again.

mod ui;
