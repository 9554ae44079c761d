//! Whether this machine is one the project runs on.

use crate::failure::Failure;

/// ONNX Runtime is fetched for Linux on x86-64 alone.
pub fn check() -> Result<(), Failure> {
    match cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        true => Ok(()),
        false => Err(Failure::Machine),
    }
}
