//! The worked examples of ICAO 9303-5, -6 and -7, each with twins of one character; any passport that can be written.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::mrz::{CheckedField, Mrz, MrzFields, MrzFormat, MrzProblem, Sex, compose_td3};
use proptest::prelude::*;

/// The holder of every example.
fn holder(document_code: &str, document_number: &str) -> MrzFields {
    MrzFields {
        document_code: document_code.into(),
        issuing_state: "UTO".into(),
        document_number: document_number.into(),
        date_of_birth: "740812".into(),
        date_of_expiry: Some("120415".into()),
        sex: Some(Sex::F),
        nationality: Some("UTO".into()),
        surname: "ERIKSSON".into(),
        given_names: "ANNA MARIA".into(),
        optional_data: Some(String::new()),
        ..MrzFields::default()
    }
}

/// What a twin fails in.
enum Fails {
    Checks(&'static [CheckedField]),
    Problem(MrzProblem),
}

fn accepted(zone: &str, format: MrzFormat, fields: &MrzFields) {
    let mrz = Mrz::parse(zone).unwrap();
    assert!(mrz.valid(), "{mrz:?}");
    assert!(mrz.format() == format && mrz.fields() == fields, "{mrz:?}");
}

/// The zone with one character changed: counted from zero, lines and characters.
fn refused(zone: &str, line: usize, position: usize, character: char, fails: &Fails) {
    let mut lines: Vec<Vec<char>> = zone.lines().map(|line| line.chars().collect()).collect();
    assert_ne!(lines[line][position], character);
    lines[line][position] = character;
    let lines: Vec<String> = lines.into_iter().map(String::from_iter).collect();
    let mrz = Mrz::parse(&lines.join("\n")).unwrap();
    assert!(!mrz.valid());
    match fails {
        Fails::Checks(checks) => assert_eq!(mrz.failed_checks(), *checks, "{line}:{position}"),
        Fails::Problem(problem) => assert_eq!(mrz.problems(), [*problem], "{line}:{position}"),
    }
}

#[test]
fn td1_of_9303_5() {
    let zone =
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    let fields = MrzFields { optional_data_2: Some(String::new()), ..holder("I", "D23145890") };
    accepted(zone, MrzFormat::Td1, &fields);
    refused(zone, 0, 14, '8', &Fails::Checks(&[CheckedField::DocumentNumber, CheckedField::Composite]));
    refused(zone, 1, 28, '1', &Fails::Checks(&[CheckedField::Composite]));
    refused(zone, 1, 7, 'A', &Fails::Problem(MrzProblem::Sex));
    refused(zone, 2, 0, '1', &Fails::Problem(MrzProblem::Name));
}

#[test]
fn td2_of_9303_6() {
    let zone = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
    accepted(zone, MrzFormat::Td2, &holder("I", "D23145890"));
    refused(zone, 1, 9, '8', &Fails::Checks(&[CheckedField::DocumentNumber, CheckedField::Composite]));
    refused(zone, 1, 19, '3', &Fails::Checks(&[CheckedField::DateOfBirth, CheckedField::Composite]));
    refused(zone, 1, 27, '8', &Fails::Checks(&[CheckedField::DateOfExpiry, CheckedField::Composite]));
    refused(zone, 1, 35, '7', &Fails::Checks(&[CheckedField::Composite]));
    refused(zone, 0, 2, 'Q', &Fails::Problem(MrzProblem::IssuingState));
}

#[test]
fn mrv_a_of_9303_7() {
    let zone = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<";
    let fields = MrzFields {
        nationality: Some("XXX".into()),
        date_of_birth: "400907".into(),
        date_of_expiry: Some("961210".into()),
        optional_data: Some("6ZE184226B".into()),
        ..holder("V", "L8988901C")
    };
    visa(zone, MrzFormat::MrvA, &fields);
}

#[test]
fn mrv_b_of_9303_7() {
    let zone = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<";
    let fields = MrzFields {
        nationality: Some("XXX".into()),
        date_of_birth: "400907".into(),
        date_of_expiry: Some("961210".into()),
        ..holder("V", "L8988901C")
    };
    visa(zone, MrzFormat::MrvB, &fields);
}

/// Visas have no check digit over all of it.
fn visa(zone: &str, format: MrzFormat, fields: &MrzFields) {
    accepted(zone, format, fields);
    refused(zone, 1, 9, '5', &Fails::Checks(&[CheckedField::DocumentNumber]));
    refused(zone, 1, 19, '9', &Fails::Checks(&[CheckedField::DateOfBirth]));
    refused(zone, 1, 27, '8', &Fails::Checks(&[CheckedField::DateOfExpiry]));
    refused(zone, 1, 12, 'Q', &Fails::Problem(MrzProblem::Nationality));
    refused(zone, 0, 4, 'Q', &Fails::Problem(MrzProblem::IssuingState));
}

fn date() -> impl Strategy<Value = String> {
    (0u8..100, 1u8..=12, 1u8..=28).prop_map(|(year, month, day)| format!("{year:02}{month:02}{day:02}"))
}

/// Names that fit the line: two identifiers, at most 39 characters with the two fillers between them.
fn names() -> impl Strategy<Value = (String, String)> {
    ("[A-Z]{1,12}( [A-Z]{1,5})?", "([A-Z]{1,10}( [A-Z]{1,8})?)?")
}

prop_compose! {
    fn passport()(
        document_code in "P[A-Z]?",
        issuing_state in prop_oneof![Just("UTO"), Just("NOR"), Just("D"), Just("XXA")],
        document_number in "[A-Z0-9]{1,9}",
        date_of_birth in date(),
        date_of_expiry in date(),
        sex in prop_oneof![Just(Sex::F), Just(Sex::M), Just(Sex::X)],
        nationality in prop_oneof![Just("UTO"), Just("SWE"), Just("D"), Just("XXX")],
        (surname, given_names) in names(),
        optional_data in "([A-Z0-9]{1,14})?",
    ) -> MrzFields {
        MrzFields {
            document_code,
            issuing_state: issuing_state.into(),
            document_number,
            date_of_birth,
            date_of_expiry: Some(date_of_expiry),
            sex: Some(sex),
            nationality: Some(nationality.into()),
            surname,
            given_names,
            optional_data: Some(optional_data),
            ..MrzFields::default()
        }
    }
}

proptest! {
    #[test]
    fn every_passport_that_is_written_is_read_as_it_was(fields in passport()) {
        let mrz = compose_td3(&fields).unwrap();
        prop_assert!(mrz.valid(), "{:?}", mrz);
        prop_assert_eq!(mrz.fields(), &fields);
        let again = Mrz::parse(&mrz.lines().concat()).unwrap();
        prop_assert_eq!(again.key().unwrap(), mrz.key().unwrap());
    }

    #[test]
    fn a_passport_with_one_digit_changed_is_not_valid(fields in passport(), at in 0usize..44, more in 1u8..10) {
        let mrz = compose_td3(&fields).unwrap();
        let [first, second] = mrz.lines() else { panic!("two lines") };
        let mut twin = second.clone().into_bytes();
        prop_assume!(twin[at].is_ascii_digit());
        twin[at] = b'0' + (twin[at] - b'0' + more) % 10;
        let twin = Mrz::parse(&format!("{first}\n{}", String::from_utf8(twin).unwrap())).unwrap();
        prop_assert!(!twin.valid());
    }
}
