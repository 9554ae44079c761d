//! Machine readable zones whose validity other projects have stated.

mod support;

use emrtd::mrz::{CalendarDate, Mrz, MrzError, MrzReport};
use proptest::prelude::*;
use serde::Deserialize;
use support::test_data;

#[derive(Deserialize)]
struct Entry {
    lines: Vec<String>,
    test: String,
    /// `true`, `false` or empty where the source states nothing.
    valid: String,
}

/// Left out: entries without an expectation (most are inputs of another project's correction of misread characters),
/// and those refused by their source only because it does not know UTO, the specimen State of ICAO 9303-3 §5.
#[test]
fn corpus_agrees() {
    let Some(json) = test_data("mrz/mrz_corpus.json") else { return };
    let entries: Vec<Entry> = serde_json::from_slice(&json).unwrap();
    let (mut agreed, mut without_expectation, mut specimen_state) = (0, 0, 0);
    for entry in &entries {
        let mrz = Mrz::parse(&entry.lines.join("\n"));
        let valid = mrz.as_ref().is_ok_and(Mrz::valid);
        let specimen = mrz.as_ref().is_ok_and(|mrz| mrz.fields().issuing_state == "UTO");
        match entry.valid.as_str() {
            "" => without_expectation += 1,
            "false" if valid && specimen => specimen_state += 1,
            expected => {
                let failed = mrz.as_ref().map(|mrz| (mrz.failed_checks().to_vec(), mrz.problems().to_vec()));
                assert_eq!(valid, expected == "true", "{} {:?} {failed:?}", entry.test, entry.lines);
                agreed += 1;
            }
        }
    }
    assert_eq!((agreed, without_expectation, specimen_state), (18, 37, 5));
}

#[test]
fn report_has_the_members_of_the_contract() {
    let lines =
        "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<";
    let report = MrzReport::from(&Mrz::parse(lines).unwrap());
    let json = serde_json::to_value(&report).unwrap();
    let expected = serde_json::json!({
        "format": "TD1",
        "valid": true,
        "failed_checks": [],
        "problems": [],
        "diagnoses": [],
        "corrections": [],
        "fields": {
            "document_code": "I",
            "issuing_state": "UTO",
            "document_number": "D23145890734",
            "date_of_birth": "340712",
            "date_of_expiry": "950712",
            "sex": "M",
            "nationality": "UTO",
            "surname": "STEVENSON",
            "given_names": "PETER JOHN",
            "optional_data": "",
            "optional_data_2": ""
        }
    });
    assert_eq!(json, expected);
    let twin = MrzReport::from(&Mrz::parse(&lines.replace("3407127", "3407137")).unwrap());
    let json = serde_json::to_value(&twin).unwrap();
    assert_eq!(json["valid"], false);
    assert_eq!(json["failed_checks"], serde_json::json!(["date_of_birth", "composite"]));
    let birth = serde_json::json!({"field": "date_of_birth", "findings": ["check_digit"]});
    assert_eq!(json["diagnoses"][0], birth);
    let misread = MrzReport::from(&Mrz::parse(&lines.replace("3407127", "34O7127")).unwrap());
    let json = serde_json::to_value(&misread).unwrap();
    let expected = serde_json::json!([
        {"field": "date_of_birth", "line": 2, "position": 3, "read": "O", "proposed": "0"}
    ]);
    assert_eq!((&json["corrections"], &json["fields"]["date_of_birth"]), (&expected, &"34O712".into()));
}

#[test]
fn what_is_no_zone() {
    assert_eq!(Mrz::parse(" \r\n").err(), Some(MrzError::Empty));
    assert_eq!(Mrz::parse("a text file").err(), Some(MrzError::Character));
    assert_eq!(Mrz::parse("P<UTO\nL898902C36").err(), Some(MrzError::Lines));
}

const SPECIMEN: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

#[test]
fn every_changed_digit_of_the_second_line_is_noticed() {
    assert!(Mrz::parse(SPECIMEN).unwrap().valid());
    for position in (45..SPECIMEN.len()).filter(|position| SPECIMEN.as_bytes()[*position].is_ascii_digit()) {
        let mut twin = SPECIMEN.as_bytes().to_vec();
        twin[position] = if twin[position] == b'9' { b'0' } else { twin[position] + 1 };
        assert!(!Mrz::parse(std::str::from_utf8(&twin).unwrap()).unwrap().valid(), "{position}");
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "(?s).{0,120}") {
        prop_assert!(Mrz::parse(&text).map_or(true, |mrz| mrz.lines().len() >= 2));
    }

    #[test]
    fn arbitrary_zones_never_panic(text in "[A-Z0-9<]{69}|[IV][A-Z0-9<]{71}|IDFRA[A-Z0-9<]{67}|[PV][A-Z0-9<]{87}|[A-Z0-9<]{90}") {
        let mrz = Mrz::parse(&text).unwrap();
        prop_assert_eq!(mrz.lines().concat(), text);
        let today = CalendarDate::new(2026, 11, 24).unwrap();
        prop_assert!(mrz.date_of_birth(today).is_none_or(|date| date <= today));
    }
}

#[test]
fn key_of_a_long_document_number() {
    let zone =
        |second: &str| format!("I<UTOD23145890<7349<<<<<<<<<<<\n{second}\nSTEVENSON<<PETER<JOHN<<<<<<<<<");
    let key = Mrz::parse(&zone("3407127M9507122UTO<<<<<<<<<<<2")).unwrap().key().unwrap();
    assert_eq!(key.information(), "D23145890734934071279507122");
    assert!(Mrz::parse(&zone("3407127MX507122UTO<<<<<<<<<<<2")).unwrap().key().is_err());
}

/// Belgium's check digit counts the filler too, 3 and not 1; the chip's key holds it as it is printed.
#[test]
fn key_of_a_belgian_identity_card() {
    let zone =
        "IDBEL000590240<6013<<<<<<<<<<<\n8512017F1311048BEL851201002007\nREINARTZ<<ULRIKE<KATIA<E<<<<<<";
    let mrz = Mrz::parse(zone).unwrap();
    assert!(mrz.valid());
    assert_eq!(mrz.key().unwrap().information(), "000590240601385120171311048");
    let twin = Mrz::parse(&zone.replace("6013<", "6014<")).unwrap();
    assert!(!twin.valid());
    assert_ne!(twin.key().unwrap(), mrz.key().unwrap());
}

#[test]
fn debug_never_shows_what_the_zone_says() {
    let mrz = Mrz::parse(&SPECIMEN.replace("7408122", "7408123")).unwrap();
    assert_eq!(format!("{mrz:?}"), "Mrz { Td3, [DateOfBirth, Composite], [] }");
    assert_eq!(
        format!("{:?} {:?}", mrz.fields(), MrzReport::from(&mrz)),
        "MrzFields MrzReport { Td3, [DateOfBirth, Composite], [] }"
    );
}
