//! Constants of a graph as numbers.

use crate::onnx::Tensor;

/// `TensorProto.DataType`.
const FLOAT: i32 = 1;
const INT8: i32 = 3;
const INT64: i32 = 7;

impl Tensor {
    /// A constant of 32-bit floats.
    pub(super) fn of_floats(name: String, dims: Vec<i64>, values: &[f32]) -> Self {
        Self {
            dims,
            data_type: Some(FLOAT),
            name: Some(name),
            raw_data: Some(values.iter().flat_map(|value| value.to_le_bytes()).collect()),
            ..Self::default()
        }
    }

    /// The sizes along each axis.
    pub(super) fn sizes(&self) -> Option<Vec<usize>> {
        self.dims.iter().map(|&size| usize::try_from(size).ok()).collect()
    }

    /// The values, if they are 32-bit floats and as many as the sizes say.
    pub(super) fn floats(&self) -> Option<Vec<f32>> {
        let values = match &self.raw_data {
            Some(raw) => numbers(raw, f32::from_le_bytes)?,
            None => self.float_data.clone(),
        };
        self.complete(FLOAT, values)
    }

    /// The values, if they are 8-bit integers and as many as the sizes say.
    pub(super) fn bytes(&self) -> Option<Vec<i8>> {
        self.complete(INT8, numbers(self.raw_data.as_ref()?, i8::from_le_bytes)?)
    }

    /// The values, if they are 64-bit integers and as many as the sizes say.
    pub(super) fn integers(&self) -> Option<Vec<i64>> {
        let values = match &self.raw_data {
            Some(raw) => numbers(raw, i64::from_le_bytes)?,
            None => self.int64_data.clone(),
        };
        self.complete(INT64, values)
    }

    fn complete<T>(&self, data_type: i32, values: Vec<T>) -> Option<Vec<T>> {
        let count = self.sizes()?.into_iter().try_fold(1_usize, usize::checked_mul)?;
        (self.data_type == Some(data_type) && values.len() == count).then_some(values)
    }
}

fn numbers<const N: usize, T>(raw: &[u8], number: fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (chunks, rest) = raw.as_chunks();
    rest.is_empty().then(|| chunks.iter().map(|chunk| number(*chunk)).collect())
}
