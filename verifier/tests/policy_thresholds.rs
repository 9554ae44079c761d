//! A policy's thresholds are those of models.toml: measured for these networks, not invented.

use models::{Manifest, Threshold};
use verifier::attack::AttackDetector;
use verifier::policy::Policy;

const POLICIES: [&str; 4] = ["demo", "demo-unattended", "high", "high-unattended"];

/// The networks of a set by the set's name in policies.
fn networks(set: &str) -> Vec<&'static str> {
    let named = |id: &&'static str| set.split('+').any(|part| id.starts_with(part));
    AttackDetector::NETWORKS.into_iter().filter(named).collect()
}

#[test]
fn every_threshold_of_a_policy_was_measured() {
    let manifest = Manifest::load().unwrap();
    let measured = |networks: &[&str], value: f32| -> Option<Threshold> {
        manifest.thresholds.iter().find(|known| known.networks == networks && known.value == value).cloned()
    };
    for name in POLICIES {
        let policy = Policy::built_in(name).unwrap();
        let face = &policy.demands().face;
        let known = measured(&[&face.network], face.threshold).unwrap();
        assert!(known.false_match_rate.unwrap() <= face.false_match_rate, "{name}");
        let sets = &policy.demands().presentation_attack.sets;
        assert_eq!(sets.len(), 3, "{name}");
        for set in sets {
            assert!(measured(&networks(&set.networks), set.threshold).is_some(), "{name}: {}", set.networks);
        }
        assert!(measured(&[&face.network], face.threshold.next_up()).is_none());
    }
}
