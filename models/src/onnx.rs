//! The ONNX messages that occur in the networks (onnx.proto, IR version 8), read and written without loss.

use prost::Message;

/// Why bytes are not taken as a network.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OnnxError {
    /// Not an ONNX file.
    #[error("not an ONNX file: {0}")]
    Malformed(#[from] prost::DecodeError),
    /// It holds something these messages do not have, which writing it would drop.
    #[error("the file holds ONNX fields that would be lost in rewriting")]
    Lossy,
    /// It has no graph.
    #[error("the file holds no graph")]
    NoGraph,
}

impl Model {
    /// Reads a network, provided that writing it back gives the same bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, OnnxError> {
        let model = Self::decode(bytes)?;
        match model.encode_to_vec() == bytes {
            true => Ok(model),
            false => Err(OnnxError::Lossy),
        }
    }

    /// The bytes of the network.
    pub fn write(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    /// The graph.
    pub fn graph(&mut self) -> Result<&mut Graph, OnnxError> {
        self.graph.as_mut().ok_or(OnnxError::NoGraph)
    }
}

impl Graph {
    /// The constant of this name.
    pub fn constant(&self, name: &str) -> Option<&Tensor> {
        self.initializer.iter().find(|tensor| tensor.name() == name)
    }

    /// Drops constants that nothing reads any more.
    pub fn drop_unread_constants(&mut self) {
        let (nodes, outputs) = (&self.node, &self.output);
        self.initializer.retain(|tensor| {
            nodes.iter().flat_map(|node| &node.input).any(|input| input == tensor.name())
                || outputs.iter().any(|output| output.name() == tensor.name())
        });
    }
}

impl Node {
    /// The integer attribute of this name.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.attribute.iter().find(|attribute| attribute.name() == name)?.i
    }
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Model {
    #[prost(int64, optional, tag = "1")]
    pub ir_version: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub producer_name: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub producer_version: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub domain: Option<String>,
    #[prost(int64, optional, tag = "5")]
    pub model_version: Option<i64>,
    #[prost(string, optional, tag = "6")]
    pub doc_string: Option<String>,
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSet>,
    #[prost(message, repeated, tag = "14")]
    pub metadata_props: Vec<Property>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct OperatorSet {
    #[prost(string, optional, tag = "1")]
    pub domain: Option<String>,
    #[prost(int64, optional, tag = "2")]
    pub version: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Property {
    #[prost(string, optional, tag = "1")]
    pub key: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub value: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Graph {
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
    #[prost(string, optional, tag = "10")]
    pub doc_string: Option<String>,
    #[prost(message, repeated, tag = "11")]
    pub input: Vec<ValueInfo>,
    #[prost(message, repeated, tag = "12")]
    pub output: Vec<ValueInfo>,
    #[prost(message, repeated, tag = "13")]
    pub value_info: Vec<ValueInfo>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Node {
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    #[prost(string, optional, tag = "3")]
    pub name: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub op_type: Option<String>,
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
    #[prost(string, optional, tag = "6")]
    pub doc_string: Option<String>,
    #[prost(string, optional, tag = "7")]
    pub domain: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Attribute {
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub s: Option<Vec<u8>>,
    #[prost(message, optional, tag = "5")]
    pub t: Option<Tensor>,
    #[prost(float, repeated, packed = "false", tag = "7")]
    pub floats: Vec<f32>,
    #[prost(int64, repeated, packed = "false", tag = "8")]
    pub ints: Vec<i64>,
    #[prost(int32, optional, tag = "20")]
    pub r#type: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Tensor {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    pub dims: Vec<i64>,
    #[prost(int32, optional, tag = "2")]
    pub data_type: Option<i32>,
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    #[prost(int64, repeated, tag = "7")]
    pub int64_data: Vec<i64>,
    #[prost(string, optional, tag = "8")]
    pub name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "9")]
    pub raw_data: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ValueInfo {
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<ValueType>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ValueType {
    #[prost(message, optional, tag = "1")]
    pub tensor_type: Option<TensorType>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct TensorType {
    #[prost(int32, optional, tag = "1")]
    pub elem_type: Option<i32>,
    #[prost(message, optional, tag = "2")]
    pub shape: Option<Shape>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Shape {
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<Dimension>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Dimension {
    #[prost(int64, optional, tag = "1")]
    pub dim_value: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub dim_param: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An empty `training_info`, field 20 of `ModelProto`.
    const TRAINING_INFO: [u8; 3] = [0xA2, 0x01, 0x00];

    #[test]
    fn a_field_that_would_be_lost_is_refused() {
        let bytes = Model { ir_version: Some(8), ..Model::default() }.write();
        assert!(Model::read(&bytes).is_ok());
        let with_training_info = [bytes.as_slice(), &TRAINING_INFO].concat();
        assert!(matches!(Model::read(&with_training_info), Err(OnnxError::Lossy)));
        assert!(matches!(Model::read(&bytes[..1]), Err(OnnxError::Malformed(_))));
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_back_byte_for_byte(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(model) = Model::read(&bytes) {
                prop_assert_eq!(model.write(), bytes);
            }
        }
    }
}
