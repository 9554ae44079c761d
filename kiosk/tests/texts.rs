//! The words: no message is missing in any language, and none of the kiosk's is unused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::text::{Language, Texts};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use verifier::reason::Reason;

fn source(language: Language) -> String {
    let path = format!("{}/../assets/i18n/{}.ftl", env!("CARGO_MANIFEST_DIR"), language.tag());
    std::fs::read_to_string(path).unwrap()
}

/// Every message's name in a file, with the placeables it has.
fn messages(language: Language) -> BTreeSet<(String, BTreeSet<String>)> {
    let source = source(language);
    let lines = source.lines().filter_map(|line| line.split_once(" = "));
    let messages = lines.filter(|(id, _)| !id.starts_with(['#', ' ']));
    messages.map(|(id, text)| (id.to_owned(), placeables(text))).collect()
}

fn placeables(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1).filter_map(|part| part.split('}').next());
    parts.map(|name| name.trim().to_owned()).collect()
}

/// Everything a Rust file of the kiosk says.
fn program() -> String {
    fn collect(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            match path.is_dir() {
                true => collect(&path, text),
                false => text.push_str(&std::fs::read_to_string(&path).unwrap()),
            }
        }
    }
    let mut text = String::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

#[test]
fn every_language_has_the_same_messages_with_the_same_placeables() {
    let english = messages(Language::English);
    assert!(english.len() > 100);
    for language in Language::ALL {
        let own = messages(language);
        let missing: Vec<_> = english.difference(&own).collect();
        let surplus: Vec<_> = own.difference(&english).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{language:?}: {missing:?} {surplus:?}");
    }
}

#[test]
fn no_message_stands_twice() {
    for language in Language::ALL {
        let source = source(language);
        let mut seen = BTreeSet::new();
        for id in source.lines().filter_map(|line| line.split_once(" = ")).map(|(id, _)| id) {
            assert!(seen.insert(id), "{language:?}: {id}");
        }
    }
}

#[test]
fn every_reason_is_explained_in_every_language() {
    for language in Language::ALL {
        let texts = Texts::new(language).unwrap();
        for reason in Reason::ALL {
            for kind in ["reason", "advice"] {
                let id = format!("{kind}-{}", reason.code());
                assert!(texts.has(&id), "{language:?}: {id}");
            }
        }
    }
}

#[test]
fn reasons_that_are_explained_exist() {
    let codes: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    for (id, _) in messages(Language::English) {
        if let Some(code) = id.strip_prefix("reason-").or(id.strip_prefix("advice-")) {
            assert!(codes.contains(code), "{id}");
        }
    }
}

#[test]
fn every_message_the_kiosk_names_is_there_and_every_one_of_its_own_is_named() {
    let program = program();
    let named: BTreeSet<&str> =
        program.split('"').filter(|text| text.starts_with("kiosk-") || text.starts_with("common-")).collect();
    let there: BTreeSet<String> = messages(Language::English).into_iter().map(|(id, _)| id).collect();
    for id in &named {
        assert!(there.contains(*id), "{id} is missing");
    }
    for id in there.iter().filter(|id| id.starts_with("kiosk-")) {
        assert!(named.contains(id.as_str()), "{id} is unused");
    }
}

#[test]
fn northern_sami_says_that_it_is_to_be_reviewed() {
    assert!(source(Language::NorthernSami).lines().take(3).any(|line| line.contains("native speaker")));
}
