//! Hostile chips: their names, what they make of a document, and what befalls their answers.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::EfCom;
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, Fault, Hostile, HostileDocument, HostileError, HostileNameError,
    IssueOptions, PaceParameters, Reaction, SimulatedChip, Specimen, issue,
};
use std::collections::BTreeSet;
use std::time::Duration;

struct System;

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        openssl::rand::rand_bytes(bytes).map_err(|_| NoRandomness)
    }
}

fn document() -> Specimen {
    let options = IssueOptions {
        access: Access::PaceAndBac(PaceParameters::default()),
        active_authentication: Some(ActiveAuthenticationKey::Rsa(1024)),
        ..IssueOptions::default()
    };
    issue(&options, &mut System).unwrap()
}

fn hostile(names: &[&str]) -> Result<HostileDocument, HostileError> {
    let hostile = names.iter().map(|name| name.parse().unwrap()).collect();
    HostileDocument::new(document(), None, hostile, &mut System)
}

#[test]
fn every_name_is_read_as_written() {
    let names: BTreeSet<&str> = Hostile::ALL.iter().map(|facts| facts.name).collect();
    assert_eq!(names.len(), Hostile::ALL.len());
    for facts in Hostile::ALL {
        assert_eq!(facts.name.parse(), Ok(facts.hostile));
        assert_eq!(facts.hostile.to_string().parse(), Ok(facts.hostile));
        assert_eq!(facts.hostile.facts().unwrap().name, facts.name);
    }
    assert_eq!("leaves_at=17".parse(), Ok(Hostile::Answers(Fault::Leaves, 17)));
    let wrong: [(HostileNameError, &[&str]); 4] = [
        (HostileNameError::Unknown, &["", "=", "leaves", "Silent=1"]),
        (HostileNameError::NoNumber("leaves_at"), &["leaves_at=", "leaves_at=0", "leaves_at=1=1"]),
        (HostileNameError::NoFile("tlv_bomb"), &["tlv_bomb=2", "tlv_bomb=", "tlv_bomb=EF.NONE"]),
        (
            HostileNameError::TakesNothing("access_downgrade"),
            &["access_downgrade=EF.SOD", "access_downgrade="],
        ),
    ];
    for (error, names) in wrong {
        for name in names {
            assert_eq!(name.parse::<Hostile>(), Err(error), "{name}");
        }
    }
}

#[test]
fn a_copy_without_proofs_does_not_list_them() {
    let copy = hostile(&["clone_without_proofs"]).unwrap();
    let files = copy.specimen().files();
    for group in [DataGroup::DG14, DataGroup::DG15] {
        assert!(!files.contains_key(&ElementaryFile::DataGroup(group)));
    }
    let list = EfCom::parse(&files[&ElementaryFile::Com]).unwrap();
    assert_eq!(*list.data_groups(), BTreeSet::from([DataGroup::DG1, DataGroup::DG2]));
}

#[test]
fn several_ways_at_once_are_all_done_and_what_is_not_there_is_said() {
    let twice = hostile(&["data_group_swapped", "access_downgrade", "silent=1"]).unwrap();
    assert!(!twice.specimen().files().contains_key(&ElementaryFile::CardAccess));
    assert_eq!(twice.chip(Box::new(System)).react(&[0, 0x84, 0, 0, 8]), Reaction::Silent);
    assert!(matches!(hostile(&["access_downgrade"; 2]), Err(HostileError::NoPace)));
    assert!(matches!(hostile(&["clone_without_proofs"; 2]), Err(HostileError::NoProofs)));
    let same = HostileDocument::new(
        document(),
        Some(document()),
        vec!["data_group_swapped".parse().unwrap()],
        &mut System,
    );
    assert!(matches!(same, Err(HostileError::SameFile(_))));
    let hostile = vec!["silent".parse().unwrap(), "access_downgrade".parse().unwrap()];
    let unused = HostileDocument::new(document(), Some(document()), hostile, &mut System);
    assert!(matches!(unused, Err(HostileError::OtherUnused)));
}

/// What the first answers of a chip come to: EF.CardAccess is selected and read.
fn reactions(name: &str) -> Vec<Reaction> {
    let mut chip = hostile(&[name]).unwrap().chip(Box::new(System));
    let commands: [&[u8]; 3] = [&[0, 0xA4, 2, 0x0C, 2, 1, 0x1C], &[0, 0xB0, 0, 0, 4], &[0, 0xB0, 0, 4, 4]];
    commands.iter().map(|command| chip.react(command)).collect()
}

#[test]
fn a_fault_befalls_the_answer_of_its_number_and_those_behind_it() {
    let honest = reactions("wrong_mac");
    assert!(honest.iter().all(|reaction| matches!(reaction, Reaction::Answer(answer) if answer.len() >= 2)));
    for (name, reaction) in [
        ("silent=2", Reaction::Silent),
        ("leaves_at=2", Reaction::Gone),
        ("endless_61xx=2", Reaction::Answer(vec![7, 7, 7, 7, 7, 7, 7, 0x61, 1])),
    ] {
        assert_eq!(reactions(name), [honest[0].clone(), reaction.clone(), reaction], "{name}");
    }
    let cut = reactions("truncated_answers=3");
    assert_eq!(cut[..2], honest[..2]);
    assert!(matches!(&cut[2], Reaction::Answer(answer) if answer.len() == 1));
    let slow = reactions("one_byte_a_second=2");
    assert!(matches!(&slow[0], Reaction::Answer(_)));
    let late = |reaction: &Reaction| matches!(reaction, Reaction::Late(time, answer) if *time == Duration::from_secs(1) && answer.len() == 3);
    assert!(slow[1..].iter().all(late), "{slow:?}");
}

/// Faults count anew at a chip that is powered anew.
#[test]
fn a_chip_powered_anew_begins_anew() {
    let document = hostile(&["leaves_at=2"]).unwrap();
    for _ in 0..2 {
        let mut chip: SimulatedChip = document.chip(Box::new(System));
        let mut react = || chip.react(&[0, 0x84, 0, 0, 8]);
        assert!(matches!(react(), Reaction::Answer(_)));
        assert_eq!((react(), react()), (Reaction::Gone, Reaction::Gone));
    }
}
