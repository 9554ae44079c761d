//! Runs whichever attack networks are there and fuses their scores.

use super::crop;
use super::{AttackAssessment, AttackScore, NetworkScore, NetworkSet};
use crate::face::{Face, FaceError};
use crate::picture::Picture;
use models::Session;
use ndarray::ArrayView4;

/// How a network is fed and read.
#[derive(Clone, Copy)]
struct Layout {
    id: &'static str,
    /// Side of its crop over that of the face.
    scale: f32,
    /// Side of its input.
    size: usize,
    /// Which of its three classes is a live face.
    live: usize,
    /// Whether it answers with logits rather than probabilities.
    logits: bool,
}

/// The order in which the networks run and their scores are fused.
const PAIR: [Layout; 2] = [
    Layout { id: "minifasnet_v2", scale: 2.7, size: 80, live: 1, logits: false },
    Layout { id: "minifasnet_v1se", scale: 4.0, size: 80, live: 1, logits: false },
];
const ALONE: Layout = Layout { id: "fr_liveness", scale: 2.7, size: 128, live: 0, logits: true };

struct Network {
    layout: Layout,
    session: Session,
}

/// Detects presentation attacks with the networks it was given.
pub struct AttackDetector {
    set: NetworkSet,
    networks: Vec<Network>,
    tensor: Vec<f32>,
}

impl AttackDetector {
    /// The networks it can use, whichever are there.
    pub const NETWORKS: [&str; 3] = [PAIR[0].id, PAIR[1].id, ALONE.id];

    /// A detector that runs those of these networks it knows; of the MiniFASNets both or neither.
    pub fn new(sessions: Vec<Session>) -> Result<Self, FaceError> {
        let mut sessions: Vec<Option<Session>> = sessions.into_iter().map(Some).collect();
        let mut take = |layout: Layout| {
            let place = sessions
                .iter_mut()
                .find(|place| place.as_ref().is_some_and(|session| session.id() == layout.id));
            Some(Network { layout, session: place?.take()? })
        };
        let pair: Vec<Network> = PAIR.into_iter().filter_map(&mut take).collect();
        let pair = if pair.len() == PAIR.len() { pair } else { Vec::new() };
        let alone = take(ALONE);
        let set = match (pair.is_empty(), &alone) {
            (false, Some(_)) => NetworkSet::MiniFasNetAndFrLiveness,
            (false, None) => NetworkSet::MiniFasNet,
            (true, Some(_)) => NetworkSet::FrLiveness,
            (true, None) => return Err(FaceError::NoAttackNetwork),
        };
        Ok(Self { set, networks: pair.into_iter().chain(alone).collect(), tensor: Vec::new() })
    }

    /// The set of networks at hand, under whose name the threshold is found.
    pub fn network_set(&self) -> NetworkSet {
        self.set
    }

    /// The networks that are run, each with the digest of its file.
    pub fn networks(&self) -> impl Iterator<Item = (&str, &str)> {
        self.networks.iter().map(|network| (network.session.id(), network.session.sha256()))
    }

    /// How much this face looks like a presentation attack.
    pub fn assess(&mut self, picture: &Picture, face: &Face) -> Result<AttackAssessment, FaceError> {
        let tensor = &mut self.tensor;
        let scores = self.networks.iter_mut().map(|network| network.score(picture, face, tensor));
        let scores = scores.collect::<Result<Vec<_>, _>>()?;
        let score = fuse(&scores).ok_or(FaceError::NoAttackNetwork)?;
        let named = self.networks.iter().zip(&scores);
        let networks =
            named.map(|(network, score)| NetworkScore { network: network.layout.id.into(), score: *score });
        Ok(AttackAssessment { score, set: self.set, networks: networks.collect() })
    }
}

/// The MiniFASNets count as one: the mean of their mean and of the third network.
fn fuse(scores: &[AttackScore]) -> Option<AttackScore> {
    match *scores {
        [v2, v1se, third] => Some(AttackScore::mean(AttackScore::mean(v2, v1se), third)),
        [v2, v1se] => Some(AttackScore::mean(v2, v1se)),
        [alone] => Some(alone),
        _ => None,
    }
}

impl Network {
    fn score(
        &mut self,
        picture: &Picture,
        face: &Face,
        tensor: &mut Vec<f32>,
    ) -> Result<AttackScore, FaceError> {
        let Layout { scale, size, .. } = self.layout;
        tensor.resize(3 * size * size, 0.0);
        crop::fill(picture, face, scale, size, tensor);
        let score = self.run(tensor);
        tensor.fill(0.0);
        score
    }

    fn run(&mut self, tensor: &[f32]) -> Result<AttackScore, FaceError> {
        let Layout { size, live, logits, .. } = self.layout;
        let input =
            ArrayView4::from_shape((1, 3, size, size), tensor).map_err(|_| FaceError::UnexpectedAnswer)?;
        let outputs = self.session.run(input)?;
        let answer = outputs.at(0)?;
        let values: Option<[f32; 3]> = answer.as_slice().and_then(|values| values.try_into().ok());
        let probabilities = values.map(|values| if logits { softmax(values) } else { values });
        let probability = probabilities.and_then(|values| values.get(live).copied());
        probability
            .filter(|probability| probability.is_finite())
            .map(AttackScore::of_live)
            .ok_or(FaceError::UnexpectedAnswer)
    }
}

fn softmax(logits: [f32; 3]) -> [f32; 3] {
    let greatest = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - greatest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pair_counts_as_one_network() {
        let scores = [0.8, 0.6, 0.1].map(|live: f32| AttackScore::of_live(live));
        let near =
            |scores: &[AttackScore], expected: f32| (fuse(scores).unwrap().value() - expected).abs() < 1e-6;
        assert!(near(&scores, 0.6));
        assert!(near(&scores[..2], 0.3));
        assert!(near(&scores[2..], 0.9));
        assert!(fuse(&[]).is_none());
    }

    #[test]
    fn softmax_of_great_logits_is_finite() {
        assert_eq!(softmax([1000.0, 0.0, 0.0]), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn no_networks_is_an_error() {
        assert!(matches!(AttackDetector::new(vec![]), Err(FaceError::NoAttackNetwork)));
    }
}
