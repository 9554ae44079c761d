//! What is changed in a network after fetching: so that ONNX Runtime loads it, takes any size, and runs it fast.

mod constant;
mod dequantise;
mod dynamic_size;
mod prelu;

use crate::network::RewriteStep;
use crate::onnx::{Model, OnnxError};

/// Why a network is not rewritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RewriteError {
    /// The file is not one that can be rewritten without loss.
    #[error(transparent)]
    Onnx(#[from] OnnxError),
    /// The graph has a form that the step was not made for.
    #[error("{step} does not know what to do with {what}")]
    Unsupported {
        /// The step.
        step: &'static str,
        /// The node, constant or value.
        what: String,
    },
}

/// The bytes of a network after these steps; the same bytes give the same result on every machine.
pub fn rewrite(published: &[u8], steps: &[RewriteStep]) -> Result<Vec<u8>, RewriteError> {
    let mut model = Model::read(published)?;
    for step in steps {
        match step {
            RewriteStep::Dequantise => dequantise::dequantise(&mut model)?,
            RewriteStep::DynamicSize => dynamic_size::free_height_and_width(&mut model)?,
            RewriteStep::Prelu => prelu::replace(&mut model)?,
        }
    }
    Ok(model.write())
}
