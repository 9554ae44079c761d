//! Policies that are read, and those that are not.

use super::*;

#[test]
fn every_built_in_policy_is_read_and_has_its_own_name() {
    for (name, _) in BUILT_IN {
        assert_eq!(Policy::built_in(name).unwrap().demands().name, name);
    }
    assert_eq!(Policy::built_in("low").err(), Some(PolicyError::Unknown));
}

#[test]
fn only_the_demo_policies_accept_stills_and_specimens() {
    for (name, _) in BUILT_IN {
        let demo = name.starts_with("demo");
        let policy = Policy::built_in(name).unwrap();
        assert_eq!(policy.demands().document.accept_specimen, demo, "{name}");
        assert_eq!(policy.demands().face.accept.contains(&ProbeSource::StillFile), demo, "{name}");
        assert_eq!(policy.demands().trust_framework == SPECIMEN_FRAMEWORK, demo, "{name}");
    }
}

#[test]
fn a_misspelt_demand_is_an_error() {
    let text = BUILT_IN[2].1.replace("demand_certified", "demand_certifed");
    assert!(matches!(Policy::parse(&text), Err(PolicyError::Malformed(_))));
}

#[test]
fn a_threshold_outside_its_range_is_an_error() {
    let policy = Policy::built_in("high").unwrap();
    let text = policy.text().replace("threshold = 0.422", "threshold = 42.2");
    assert_ne!(text, policy.text());
    assert!(matches!(Policy::parse(&text), Err(PolicyError::Malformed(_))));
}

/// The policy `high` with one line changed.
fn changed(from: &str, to: &str) -> Result<Policy, PolicyError> {
    let text = Policy::built_in("high").unwrap().text().to_owned();
    let changed = text.replacen(from, to, 1);
    assert_ne!(text, changed, "{from}");
    Policy::parse_own(&changed)
}

#[test]
fn no_policy_makes_a_still_file_or_a_specimen_worth_more_than_a_demonstration() {
    let name = "name = \"high\"";
    assert!(changed(name, "name = \"an-office\"").is_ok());
    for (from, to) in [
        ("accept = [\"camera\"]", "accept = [\"still_file\"]"),
        ("accept_specimen = false", "accept_specimen = true"),
        ("threshold = 0.422", "threshold = -1.0"),
        ("false_match_rate = 1e-4", "false_match_rate = -5.0"),
        ("assurance_level = \"high\"", "assurance_level = \"\""),
        ("accept = [\"camera\"]", "accept = [\"camera\"]\nwithin_minutes = 0"),
        ("valid_minutes = 15", "valid_minutes = 1441"),
        ("days = 3650", "days = 36501"),
        (name, "name = \"HIGH\""),
        (name, "name = \"high \""),
        (name, "name = \"\""),
    ] {
        assert!(matches!(changed(from, to), Err(PolicyError::Malformed(_))), "{to}");
    }
}

#[test]
fn an_own_policy_may_not_pass_for_a_built_in_one() {
    assert_eq!(changed("days = 3650", "days = 1").err(), Some(PolicyError::Impostor));
    let high = Policy::built_in("high").unwrap();
    assert!(Policy::parse_own(high.text()).unwrap().is_built_in());
    assert!(!changed("name = \"high\"", "name = \"an-office\"").unwrap().is_built_in());
}
