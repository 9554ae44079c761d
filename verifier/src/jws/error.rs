//! Why a token is not believed, or a key not usable.

use emrtd::signing::SigningError;
use thiserror::Error;

/// Why a token is not believed, or a key not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Not three base64url parts with the JSON objects they should hold.
    #[error("not a compact JSON Web Signature")]
    Malformed,
    /// Another algorithm than ES256, `none` above all.
    #[error("the token is not signed with ES256")]
    AlgorithmNotAccepted,
    /// The token has another `typ` than expected.
    #[error("the token is of another type")]
    UnexpectedType,
    /// No given key has the token's `kid`.
    #[error("the token is signed with a key that was not given")]
    UnknownKey,
    /// The signature does not verify.
    #[error("the token's signature is invalid")]
    SignatureInvalid,
    /// Not a P-256 private key in PKCS#8.
    #[error("not a P-256 private key in PKCS#8")]
    UnusableKey,
    /// Not a JSON Web Key Set of P-256 keys.
    #[error("not a JSON Web Key Set of P-256 keys")]
    UnusableKeySet,
    /// The payload cannot be written as JSON.
    #[error("the token cannot be written")]
    Unwritable,
    /// No key could be made: the random source failed.
    #[error("no key could be made")]
    NoKey,
    /// The key did not sign.
    #[error("the token is not signed: {0}")]
    Signing(#[from] SigningError),
}
