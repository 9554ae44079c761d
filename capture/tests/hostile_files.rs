//! Files that promise four gigabytes, that nest without end, or that belong to another document: every session ends soon, and
//! what it hands on shows what was wrong.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::{ReadError, Reading, read_chip};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::security_object::EfSod;
use emrtd::record::ChipRecord;
use emrtd::session::SessionError;
use emrtd::tlv;
use emrtd_simulator::{Access, IssueOptions, PaceParameters, Specimen};
use std::collections::BTreeSet;
use support::*;

/// What an honest session of these documents takes.
const COMMANDS: usize = 150;

fn read_whole(specimen: &Specimen) -> Result<Reading, ReadError<SessionError>> {
    let mut card = Watched::new(chip(specimen));
    let outcome = read_chip(&mut card, plan(mrz(specimen)), &mut |_| ());
    assert!(card.commands.len() <= COMMANDS, "{}", card.commands.len());
    outcome
}

/// The document with this content in this file.
fn with(specimen: &Specimen, file: ElementaryFile, content: Vec<u8>) -> Specimen {
    let mut specimen = specimen.clone();
    specimen.files_mut().insert(file, content);
    specimen
}

fn documents() -> [Specimen; 2] {
    [Access::Bac, Access::Pace(PaceParameters::default())]
        .map(|access| issued(&IssueOptions { access, ..IssueOptions::default() }))
}

fn group(group: DataGroup) -> ElementaryFile {
    ElementaryFile::DataGroup(group)
}

#[test]
fn a_length_of_four_gigabytes_is_not_waited_for() {
    for specimen in documents() {
        for (file, content) in specimen.files().clone() {
            let promise = [&content[..1], &[0x84, 0xFF, 0xFF, 0xFF, 0xFF], &content[..]].concat();
            let outcome = read_whole(&with(&specimen, file, promise.clone()));
            match file {
                // No hash covers it.
                ElementaryFile::CardAccess => {
                    let refused = ReadError::Protocol(SessionError::FileTooLarge(file));
                    assert_eq!(outcome.unwrap_err(), refused);
                }
                file => assert_eq!(outcome.unwrap().record.file(file), Some(&promise[..6]), "{file}"),
            }
        }
    }
}

/// Constructed data objects in one another, of definite and of indefinite length.
fn nested(tag: u8, depth: usize) -> [Vec<u8>; 2] {
    let definite = (0..depth).fold(Vec::new(), |inner, _| tlv::encode(0x30, &inner));
    let indefinite = [[0x30, 0x80].repeat(depth), [0x00, 0x00].repeat(depth)].concat();
    [definite, indefinite].map(|inner| tlv::encode(u32::from(tag), &inner))
}

#[test]
fn files_that_nest_without_end_are_handed_on_and_end_no_session_late() {
    for specimen in documents() {
        for (file, content) in specimen.files().clone() {
            for bomb in nested(content[0], 3000) {
                let outcome = read_whole(&with(&specimen, file, bomb.clone()));
                match file {
                    ElementaryFile::CardAccess => {
                        let refused = ReadError::Protocol(SessionError::MalformedFile(file));
                        assert_eq!(outcome.unwrap_err(), refused);
                    }
                    file => assert_eq!(outcome.unwrap().record.file(file), Some(&bomb[..]), "{file}"),
                }
            }
        }
    }
}

/// EF.COM that lists the same data groups thousands of times.
#[test]
fn a_list_without_end_has_each_file_read_once() {
    for specimen in documents() {
        let honest = read_whole(&specimen).unwrap();
        let list = tlv::encode(0x5C, &[0x61, 0x75, 0x77, 0x6E].repeat(1000));
        let mut content = specimen.files()[&ElementaryFile::Com].clone();
        let at = content.windows(2).position(|pair| pair[0] == 0x5C).unwrap();
        content.truncate(at);
        content.extend(list);
        let content = tlv::encode(0x60, &content[2..]);
        let reading = read_whole(&with(&specimen, ElementaryFile::Com, content)).unwrap();
        assert_eq!(reading.record.files.len(), honest.record.files.len());
    }
}

/// The data groups whose digest is not the one EF.SOD names.
fn foreign(record: &ChipRecord) -> BTreeSet<DataGroup> {
    let sod = EfSod::parse(record.file(ElementaryFile::Sod).unwrap()).unwrap();
    let differs = |(group, digest): &(&DataGroup, &Vec<u8>)| {
        let content = record.data_group(**group);
        content.is_none_or(|bytes| sod.lds.digest_algorithm.digest(bytes) != **digest)
    };
    sod.lds.hashes.iter().filter(differs).map(|(group, _)| *group).collect()
}

#[test]
fn a_data_group_of_another_document_is_the_only_one_that_ef_sod_does_not_know() {
    let [first, second] = documents();
    assert!(foreign(&read_whole(&first).unwrap().record).is_empty());
    for swapped in [DataGroup::DG2, DataGroup::DG14] {
        let mut content = second.files()[&group(swapped)].clone();
        // Documents of the same holder have the same portrait.
        *content.last_mut().unwrap() ^= 1;
        let record = read_whole(&with(&first, group(swapped), content.clone())).unwrap().record;
        assert_eq!(record.data_group(swapped), Some(&content[..]));
        assert_eq!(foreign(&record), [swapped].into());
    }
}

#[test]
fn an_ef_sod_of_another_document_is_handed_on_as_it_is() {
    let [first, second] = documents();
    let sod = second.files()[&ElementaryFile::Sod].clone();
    let record = read_whole(&with(&first, ElementaryFile::Sod, sod.clone())).unwrap().record;
    assert_eq!(record.file(ElementaryFile::Sod), Some(&sod[..]));
    // Each document has a key of its own.
    assert!(foreign(&record).contains(&DataGroup::DG14));
}
