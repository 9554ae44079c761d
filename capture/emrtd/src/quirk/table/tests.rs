//! The built-in table, tables of others, and what is no table.

use super::*;
use proptest::prelude::*;

const ENTRY: &str = r#"version = 1
[[entry]]
issuing_state = "D"
document = "passport"
quirk = "long_answers_refused"
does = "It gives no more than 160 bytes."
loosens = false
longest_answer = 160
source = "unsourced"
"#;

fn document(state: &str, kind: DocumentKind) -> IssuedDocument {
    IssuedDocument { issuing_state: state.to_owned(), kind }
}

#[test]
fn the_built_in_table_has_every_quirk_and_most_are_sourced() {
    let text = include_str!("../../../../../assets/quirks.toml");
    let table = QuirkTable::parse(text).unwrap();
    assert_eq!(&table, QuirkTable::built_in());
    assert_eq!(table.quirks(), Quirk::ALL.into());
    let (entries, sourced) = table.counts();
    assert!(sourced * 2 > entries && sourced < entries, "{sourced} of {entries}");
}

#[test]
fn a_state_is_listed_by_name_alone() {
    let table = QuirkTable::parse(ENTRY).unwrap();
    let lists = |state, kind, quirk| table.lists(&document(state, kind), quirk);
    assert!(lists("D", DocumentKind::Passport, Quirk::LongAnswersRefused));
    assert!(!lists("D", DocumentKind::IdentityCard, Quirk::LongAnswersRefused));
    assert!(!lists("N", DocumentKind::Passport, Quirk::LongAnswersRefused));
    assert!(!lists("D", DocumentKind::Passport, Quirk::ContentTypeData));
    let of_any = QuirkTable::parse(&ENTRY.replace("\"D\"", "\"any\"")).unwrap();
    assert!(!of_any.lists(&document("D", DocumentKind::Passport), Quirk::LongAnswersRefused));
}

#[test]
fn every_quirk_has_a_name_of_its_own() {
    let names: BTreeSet<String> = Quirk::ALL.into_iter().map(|quirk| quirk.to_string()).collect();
    assert_eq!(names.len(), Quirk::ALL.len());
    for quirk in Quirk::ALL {
        assert_eq!(Quirk::named(&quirk.to_string()), Some(quirk));
    }
    assert_eq!(Quirk::named("long_answers"), None);
}

#[test]
fn what_is_expected_of_whom() {
    let expected = |state, kind| QuirkTable::built_in().expected(&document(state, kind)).quirks;
    let ukraine = [Quirk::ParameterReferenceDemanded].into();
    assert_eq!(expected("UKR", DocumentKind::Passport), ukraine);
    assert!(expected("UKR", DocumentKind::IdentityCard).is_empty());
    assert!(expected("UTO", DocumentKind::Passport).is_empty());
    assert!(expected("any", DocumentKind::Passport).is_empty());
    assert!(expected("CHN", DocumentKind::Passport).contains(&Quirk::ExtendedLengthEndsSession));
    let own = QuirkTable::parse(ENTRY).unwrap().expected(&document("D", DocumentKind::Passport));
    assert_eq!((own.quirks, own.longest_answer), ([Quirk::LongAnswersRefused].into(), Some(160)));
}

#[test]
fn what_is_not_understood_is_refused() {
    let refused = |from: &str, to: &str| QuirkTable::parse(&ENTRY.replace(from, to)).unwrap_err();
    assert_eq!(refused("version = 1", "version = 2"), QuirkTableError::Version(2));
    assert!(matches!(refused("version = 1", ""), QuirkTableError::Malformed(_)));
    assert!(matches!(refused("does", "dose"), QuirkTableError::Malformed(_)));
    assert!(matches!(refused("\"passport\"", "\"visa\""), QuirkTableError::Malformed(_)));
    let unknown = QuirkTableError::UnknownQuirk { entry: 1, name: "long_answers".into() };
    assert_eq!(refused("long_answers_refused", "long_answers"), unknown);
    assert_eq!(unknown.to_string(), "entry 1: no quirk is called long_answers");
    assert!(matches!(refused("\"D\"", "\"d\""), QuirkTableError::IssuingState { .. }));
    assert_eq!(refused("loosens = false", "loosens = true"), QuirkTableError::Loosens(1));
    assert_eq!(refused("\"unsourced\"", "\"\""), QuirkTableError::Source(1));
    assert_eq!(refused("\"unsourced\"", "\"https://example.org/1\""), QuirkTableError::Source(1));
    assert_eq!(refused("= 160", "= 31"), QuirkTableError::Length(1));
    assert_eq!(refused("long_answers_refused", "ecdsa_zero_prefixed"), QuirkTableError::Loosens(1));
    assert_eq!(refused("long_answers_refused", "document_number_long"), QuirkTableError::Length(1));
}

proptest! {
    #[test]
    fn any_text_gives_a_table_or_an_error(text in ".{0,200}", cut in 0usize..300) {
        prop_assert!(QuirkTable::parse(&text).is_err());
        if let Some(start) = ENTRY.get(..cut) { let _ = QuirkTable::parse(start); }
    }
}
