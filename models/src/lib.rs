//! The networks: a manifest of exact files, fetched with the ordinary clients, checked by their SHA-256 whenever they are
//! opened, and run by ONNX Runtime.
//!
//! ```text
//! models.toml ─ fetch ─▶ cache (published) ─ rewrite ─▶ cache (networks) ─ Networks::session ─▶ Session::run ─▶ Outputs
//! ```

mod cache;
mod check;
mod digest;
mod fetch;
mod manifest;
mod network;
mod onnx;
mod rewrite;
mod runtime;
mod session;
mod source;

pub use cache::{Cache, CacheError};
pub use check::{FileState, FileStatus, check};
pub use digest::Sha256;
pub use fetch::{FetchError, FetchReport, Progress, fetch};
pub use manifest::{MANIFEST, Manifest, ManifestError, Portrait, RuntimeLibrary};
pub use network::{Network, RewriteStep, Task, Threshold};
pub use onnx::OnnxError;
pub use rewrite::{RewriteError, rewrite};
pub use session::{ModelError, Networks, Outputs, Session};
pub use source::{Source, UnknownSource};
