//! Height and width of a detector's input become free, so that a picture is padded to the next multiple, not stretched.

use super::RewriteError;
use crate::onnx::{Dimension, Model, ValueInfo};

/// Frees axes 2 and 3 of the input and axis 1 (the places looked at) of every output.
pub(super) fn free_height_and_width(model: &mut Model) -> Result<(), RewriteError> {
    let graph = model.graph()?;
    for input in &mut graph.input {
        free(input, 2, "height")?;
        free(input, 3, "width")?;
    }
    for output in &mut graph.output {
        let places = format!("places_{}", output.name());
        free(output, 1, &places)?;
    }
    Ok(())
}

fn free(value: &mut ValueInfo, axis: usize, name: &str) -> Result<(), RewriteError> {
    let what = format!("the shape of {}", value.name());
    let tensor = value.r#type.as_mut().and_then(|kind| kind.tensor_type.as_mut());
    let dimension = tensor.and_then(|tensor| tensor.shape.as_mut()?.dim.get_mut(axis));
    let dimension = dimension.ok_or(RewriteError::Unsupported { step: "dynamic_size", what })?;
    *dimension = Dimension { dim_value: None, dim_param: Some(name.into()) };
    Ok(())
}
