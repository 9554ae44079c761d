//! The signed result: accepted with OpenID Connect for Identity Assurance 1.0 `verified_claims`, or refused with reasons.

mod claims;
mod token;

pub use claims::verified_claims;
pub use token::{
    ControlResult, FaceScore, Issue, PolicyIdentity, Provenance, REFUSAL_TYPE, RESULT_TYPE, ResultRefusal,
    issue, verify, verify_any,
};
