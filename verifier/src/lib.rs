//! Proves the document, the chip and the face, decides by a policy, and signs the result.

pub mod jws;
pub mod reason;
