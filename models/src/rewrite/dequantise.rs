//! Block-quantised weights become 32-bit floats: DequantizeLinear (ONNX operator set 21) computed once, at fetch time.

use super::RewriteError;
use crate::onnx::{Graph, Model, Node, Tensor};

/// The graphs were written for this operator set before they were quantised.
const OPERATOR_SET: i64 = 13;

/// Folds every DequantizeLinear, and the Reshape of its result, into a constant.
pub(super) fn dequantise(model: &mut Model) -> Result<(), RewriteError> {
    let graph = model.graph()?;
    let nodes = std::mem::take(&mut graph.node);
    for node in nodes {
        match folded(graph, &node)? {
            Some(constant) => graph.initializer.push(constant),
            None => graph.node.push(node),
        }
    }
    graph.drop_unread_constants();
    drop_constant_inputs(graph);
    graph.value_info.clear();
    for set in &mut model.opset_import {
        set.version = Some(OPERATOR_SET);
    }
    Ok(())
}

/// A constant that is also an input could be given another value at run time, so nothing can be computed ahead with it.
fn drop_constant_inputs(graph: &mut Graph) {
    let (constants, nodes) = (&graph.initializer, &graph.node);
    graph.input.retain(|input| {
        !constants.iter().any(|constant| constant.name() == input.name())
            && nodes.iter().flat_map(|node| &node.input).any(|read| read == input.name())
    });
}

fn folded(graph: &Graph, node: &Node) -> Result<Option<Tensor>, RewriteError> {
    let unsupported =
        || RewriteError::Unsupported { step: "dequantise", what: format!("node {}", node.name()) };
    let constants: Vec<&Tensor> = node.input.iter().filter_map(|name| graph.constant(name)).collect();
    match (node.op_type(), constants.as_slice(), node.output.as_slice()) {
        ("DequantizeLinear", [values, scale, zero], [name]) => Ok(Some(
            Blocks::of(node, values, scale, zero).and_then(|b| b.floats(name)).ok_or_else(unsupported)?,
        )),
        ("DequantizeLinear", ..) => Err(unsupported()),
        ("Reshape", [values, shape], [name]) => {
            Ok(Some(reshaped(values, shape, name).ok_or_else(unsupported)?))
        }
        _ => Ok(None),
    }
}

/// Quantised values that share one scale and one zero point for each `size` of them along an axis.
struct Blocks {
    dims: Vec<i64>,
    values: Vec<i8>,
    scale: Vec<f32>,
    zero: Vec<i8>,
    size: usize,
    /// How many values there are along the axis, how many blocks, and how many values one step along it passes.
    length: usize,
    blocks: usize,
    stride: usize,
}

impl Blocks {
    fn of(node: &Node, values: &Tensor, scale: &Tensor, zero: &Tensor) -> Option<Self> {
        let axis = usize::try_from(node.integer("axis")?).ok()?;
        let size = usize::try_from(node.integer("block_size")?).ok().filter(|&size| size > 0)?;
        let sizes = values.sizes()?;
        let length = *sizes.get(axis)?;
        let blocks = length.div_ceil(size);
        let mut expected = sizes.clone();
        *expected.get_mut(axis)? = blocks;
        let fits = scale.sizes()? == expected && zero.dims == scale.dims && length > 0;
        fits.then_some(())?;
        Some(Self {
            dims: values.dims.clone(),
            values: values.bytes()?,
            scale: scale.floats()?,
            zero: zero.bytes()?,
            size,
            length,
            blocks,
            stride: sizes
                .get(axis + 1..)?
                .iter()
                .try_fold(1_usize, |stride, &size| stride.checked_mul(size))?,
        })
    }

    fn floats(&self, name: &str) -> Option<Tensor> {
        let float = |(place, &value): (usize, &i8)| {
            let block = self.block(place);
            Some((f32::from(value) - f32::from(*self.zero.get(block)?)) * self.scale.get(block)?)
        };
        let floats: Option<Vec<f32>> = self.values.iter().enumerate().map(float).collect();
        Some(Tensor::of_floats(name.into(), self.dims.clone(), &floats?))
    }

    fn block(&self, place: usize) -> usize {
        let (row, column) = (place / self.stride, place % self.stride);
        let (outer, along) = (row / self.length, row % self.length);
        (outer * self.blocks + along / self.size) * self.stride + column
    }
}

fn reshaped(values: &Tensor, shape: &Tensor, name: &str) -> Option<Tensor> {
    let moved = Tensor { name: Some(name.into()), dims: shape.integers()?, ..values.clone() };
    moved.floats().map(|_| moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::onnx::{Attribute, OperatorSet, ValueInfo};
    use proptest::prelude::*;

    fn integer(name: &str, value: i64) -> Attribute {
        Attribute { name: Some(name.into()), i: Some(value), r#type: Some(2), ..Attribute::default() }
    }

    fn bytes(name: &str, dims: &[i64], values: &[i8]) -> Tensor {
        Tensor {
            name: Some(name.into()),
            dims: dims.into(),
            data_type: Some(3),
            raw_data: Some(values.iter().map(|value| value.to_le_bytes()[0]).collect()),
            ..Tensor::default()
        }
    }

    fn node(op: &str, input: &[&str], output: &str, attribute: Vec<Attribute>) -> Node {
        Node {
            op_type: Some(op.into()),
            input: input.iter().map(ToString::to_string).collect(),
            output: vec![output.into()],
            attribute,
            ..Node::default()
        }
    }

    /// Two rows of three, blocks of two along the rows: the third value is alone in its block.
    fn model(block_size: i64) -> Model {
        let shape = Tensor {
            name: Some("shape".into()),
            dims: vec![3],
            data_type: Some(7),
            int64_data: vec![1, 3, 2],
            ..Tensor::default()
        };
        let attributes = vec![integer("axis", 1), integer("block_size", block_size)];
        let graph = Graph {
            node: vec![
                node("DequantizeLinear", &["w", "scale", "zero"], "floats", attributes),
                node("Reshape", &["floats", "shape"], "weights", vec![]),
                node("Mul", &["x", "weights"], "y", vec![]),
            ],
            initializer: vec![
                bytes("w", &[2, 3], &[1, -2, 3, 4, 5, -128]),
                Tensor::of_floats("scale".into(), vec![2, 2], &[0.5, 2.0, 1.0, 0.25]),
                bytes("zero", &[2, 2], &[0, 1, -1, 2]),
                shape,
            ],
            input: ["x", "scale"].map(|n| ValueInfo { name: Some(n.into()), r#type: None }).into(),
            ..Graph::default()
        };
        let opset_import = vec![OperatorSet { domain: None, version: Some(21) }];
        Model { graph: Some(graph), opset_import, ..Model::default() }
    }

    #[test]
    fn blocks_are_scaled_by_their_own_scale_and_zero_point() {
        let mut model = model(2);
        dequantise(&mut model).unwrap();
        assert_eq!(model.opset_import[0].version, Some(13));
        let graph = model.graph().unwrap();
        assert_eq!(graph.node.len(), 1);
        assert_eq!(graph.input.len(), 1, "a constant is no longer an input");
        let [weights] = graph.initializer.as_slice() else { panic!("one constant is left") };
        assert_eq!((weights.name(), weights.dims.as_slice()), ("weights", [1, 3, 2].as_slice()));
        assert_eq!(weights.floats().unwrap(), [0.5, -1.0, 4.0, 5.0, 6.0, -32.5]);
    }

    #[test]
    fn scales_for_other_blocks_are_refused() {
        assert!(matches!(dequantise(&mut model(1)), Err(RewriteError::Unsupported { .. })));
        assert!(matches!(dequantise(&mut model(0)), Err(RewriteError::Unsupported { .. })));
    }

    proptest! {
        #[test]
        fn a_damaged_graph_never_panics(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = model(2).write();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(mut damaged) = Model::read(&bytes) {
                let twin = damaged.clone();
                if dequantise(&mut damaged).is_ok() && byte != model(2).write()[place] {
                    prop_assert_ne!(twin, model(2));
                }
            }
        }
    }
}
