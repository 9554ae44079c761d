//! PReLU as two depthwise convolutions: PReLU(x) = a·x + (1 − a)·max(x, 0).
//!
//! ONNX Runtime runs PRelu as a scalar loop outside its blocked layout, which costs SFace 62 % of its time. Written as
//! 1×1 convolutions with one group a channel, the whole network stays in that layout.

use super::RewriteError;
use crate::onnx::{Attribute, Graph, Model, Node, Tensor};

/// `AttributeProto.AttributeType`.
const INT: i32 = 2;
const INTS: i32 = 7;

/// Replaces every PRelu that has one constant slope a channel; others stay as they are.
pub(super) fn replace(model: &mut Model) -> Result<(), RewriteError> {
    let graph = model.graph()?;
    let nodes = std::mem::take(&mut graph.node);
    for node in nodes {
        match Slopes::of(graph, &node) {
            Some(slopes) => slopes.replace(graph),
            None => graph.node.push(node),
        }
    }
    graph.drop_unread_constants();
    Ok(())
}

struct Slopes {
    input: String,
    output: String,
    channels: i64,
    slopes: Vec<f32>,
}

impl Slopes {
    fn of(graph: &Graph, node: &Node) -> Option<Self> {
        let ("PRelu", [input, slope], [output]) = (node.op_type(), &*node.input, &*node.output) else {
            return None;
        };
        let constant = graph.constant(slope)?;
        let [channels, 1, 1] = *constant.dims.as_slice() else { return None };
        let slopes = constant.floats().filter(|slopes| slopes.len() > 1)?;
        Some(Self { input: input.clone(), output: output.clone(), channels, slopes })
    }

    fn replace(self, graph: &mut Graph) {
        let name = |part: &str| format!("{}_{part}", self.output);
        let rests: Vec<f32> = self.slopes.iter().map(|slope| 1.0 - slope).collect();
        let weights = |part, values| Tensor::of_floats(name(part), vec![self.channels, 1, 1, 1], values);
        graph.initializer.extend([weights("slope", &self.slopes), weights("rest", &rests)]);
        graph.node.extend([
            self.convolution(&self.input, name("slope"), name("linear")),
            node("Relu", vec![self.input.clone()], name("relu")),
            self.convolution(&name("relu"), name("rest"), name("positive")),
            node("Add", vec![name("linear"), name("positive")], self.output.clone()),
        ]);
    }

    fn convolution(&self, input: &str, weights: String, output: String) -> Node {
        let group = Attribute { i: Some(self.channels), ..attribute("group", INT) };
        let kernel = Attribute { ints: vec![1, 1], ..attribute("kernel_shape", INTS) };
        Node { attribute: vec![group, kernel], ..node("Conv", vec![input.into(), weights], output) }
    }
}

fn node(op_type: &str, input: Vec<String>, output: String) -> Node {
    Node { op_type: Some(op_type.into()), input, output: vec![output], ..Node::default() }
}

fn attribute(name: &str, kind: i32) -> Attribute {
    Attribute { name: Some(name.into()), r#type: Some(kind), ..Attribute::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(dims: &[i64], slopes: &[f32]) -> Model {
        let graph = Graph {
            node: vec![node("PRelu", vec!["x".into(), "a".into()], "y".into())],
            initializer: vec![Tensor::of_floats("a".into(), dims.into(), slopes)],
            ..Graph::default()
        };
        Model { graph: Some(graph), ..Model::default() }
    }

    #[test]
    fn slopes_a_channel_become_convolutions() {
        let mut model = model(&[2, 1, 1], &[0.25, -1.0]);
        replace(&mut model).unwrap();
        let graph = model.graph().unwrap();
        let operators: Vec<&str> = graph.node.iter().map(Node::op_type).collect();
        assert_eq!(operators, ["Conv", "Relu", "Conv", "Add"]);
        assert!(graph.constant("a").is_none());
        assert_eq!(graph.constant("y_slope").unwrap().floats().unwrap(), [0.25, -1.0]);
        assert_eq!(graph.constant("y_rest").unwrap().floats().unwrap(), [0.75, 2.0]);
    }

    #[test]
    fn slopes_of_another_form_stay() {
        for dims in [&[2][..], &[1, 2, 1], &[1, 1, 2], &[1, 2, 1, 1]] {
            let before = model(dims, &[0.25, -1.0]);
            let mut after = before.clone();
            replace(&mut after).unwrap();
            assert_eq!(after, before);
        }
    }
}
