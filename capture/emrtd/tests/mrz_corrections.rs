//! Corrections: what check digits prove is proposed, what they do not is not.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::mrz::{CheckedField, Correction, Mrz, check_digit};
use proptest::prelude::*;

const TD1: &str =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const TD3: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const MRV_A: &str =
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<";
const MRV_B: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<";

/// The zone with this character at this line and position, both counted from zero.
fn with(zone: &str, line: usize, position: usize, character: char) -> String {
    let mut lines: Vec<Vec<char>> = zone.lines().map(|line| line.chars().collect()).collect();
    assert_ne!(lines[line][position], character);
    lines[line][position] = character;
    lines.into_iter().map(String::from_iter).collect::<Vec<_>>().join("\n")
}

fn proposed(zone: &str) -> Vec<(CheckedField, usize, usize, char, char)> {
    let corrections = Mrz::parse(zone).unwrap().corrections();
    corrections.iter().map(|c| (c.field, c.line, c.position, c.read, c.proposed)).collect()
}

#[test]
fn a_letter_for_a_digit_in_every_format() {
    for (zone, line, position) in [(TD1, 1, 0), (TD2, 1, 13), (TD3, 1, 13), (MRV_A, 1, 14), (MRV_B, 1, 14)] {
        let digit = zone.lines().nth(line).unwrap().chars().nth(position).unwrap();
        let letter = if digit == '7' { 'T' } else { 'O' };
        let misread = with(zone, line, position, letter);
        let expected = (CheckedField::DateOfBirth, line + 1, position + 1, letter, digit);
        assert_eq!(proposed(&misread), [expected]);
        let mrz = Mrz::parse(&misread).unwrap();
        let corrected = Correction::apply(&mrz.corrections(), &mrz).unwrap();
        assert!(!mrz.valid() && corrected == Mrz::parse(zone).unwrap());
        assert_eq!(proposed(&with(zone, line, position, 'X')), [], "nothing looks like X");
    }
}

#[test]
fn what_is_right_is_left_alone() {
    for zone in [TD1, TD2, TD3, MRV_A, MRV_B] {
        assert_eq!(proposed(zone), []);
    }
}

#[test]
fn several_letters_in_one_date_and_the_digit_over_all() {
    let misread = TD3.replace("7408122F", "74OBI22F").replace("<<10", "<<1O");
    let expected: Vec<(usize, char)> = vec![(16, '0'), (17, '8'), (18, '1'), (44, '0')];
    assert_eq!(proposed(&misread).iter().map(|c| (c.2, c.4)).collect::<Vec<_>>(), expected);
}

#[test]
fn two_readings_are_not_chosen_between() {
    // 8 for B, and 5 for S, each make up for the same difference: nothing tells them apart.
    let number = "B8S5AAAAA";
    let digit = check_digit(number).unwrap();
    let zone = |number: &str| MRV_B.replace("L8988901C4", &format!("{number}{digit}"));
    assert!(Mrz::parse(&zone(number)).unwrap().valid());
    let misread = zone("88S5AAAAA");
    let readings = readings_of(&misread, 9);
    match proposed(&misread).as_slice() {
        [] => assert!(readings > 1),
        [one] => assert!(readings == 1 && one.4 == 'B'),
        _ => panic!("one character was misread"),
    }
    let ambiguous = zone("B0S5OAAAA");
    assert!(readings_of(&ambiguous, 9) != 1 && proposed(&ambiguous).is_empty());
}

/// How many single likely confusions make the document number of a visa fit: counted here by another way.
fn readings_of(zone: &str, length: usize) -> usize {
    const PAIRS: &str = "0O 0Q 0D 1I 1L 2Z 4A 5S 6G 7T 8B OQ OD UV";
    let (number, rest) = zone.lines().nth(1).unwrap().split_at(length);
    let digit = rest.chars().next();
    let mut count = 0;
    for (at, read) in number.char_indices() {
        for pair in PAIRS.split(' ').filter(|pair| pair.contains(read)) {
            let meant = pair.chars().find(|character| *character != read).unwrap();
            let mut other = number.to_owned();
            other.replace_range(at..=at, &meant.to_string());
            count += usize::from(check_digit(&other) == digit);
        }
        if "KCLE".contains(read) {
            let mut other = number.to_owned();
            other.replace_range(at..=at, "<");
            count += usize::from(check_digit(&other) == digit);
        }
    }
    count
}

#[test]
fn fields_without_a_check_digit_are_never_changed() {
    for zone in [TD3, MRV_A, TD2] {
        let misread = zone.replace("ERIKSSON", "ER1KSS0N").replace("F1204159", "E1204159");
        assert_eq!(proposed(&misread), []);
    }
    assert_eq!(proposed(&MRV_A.replace("6ZE1842", "6ZEI842")), []);
    assert_eq!(proposed("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n88O6923102858CORINNE<<<<<<<6512068F6"), []);
}

#[test]
fn optional_data_of_a_card_is_proven_by_the_digit_over_all() {
    let data = TD1.replace("907<<<<<", "907AXYHM");
    let body = |zone: &str| {
        let lines: Vec<&str> = zone.lines().collect();
        [&lines[0][5..30], &lines[1][0..7], &lines[1][8..15], &lines[1][18..29]].concat()
    };
    let digit = check_digit(&body(&data)).unwrap();
    let zone = data.replace("<<<6\n", &format!("<<<{digit}\n"));
    assert!(Mrz::parse(&zone).unwrap().valid());
    let misread = zone.replace("907AXYHM", "9074XYHM");
    assert_eq!(proposed(&misread), [(CheckedField::Composite, 1, 16, '4', 'A')]);
}

#[test]
fn a_correction_does_not_show_what_the_zone_says() {
    let mrz = Mrz::parse(&with(TD3, 1, 13, 'T')).unwrap();
    assert_eq!(format!("{:?}", mrz.corrections()), "[Correction { DateOfBirth, 2:14 }]");
}

/// What a reader of print makes of a character, where that shows in a check digit.
fn misread(character: char) -> Option<char> {
    "0O O0 1I I1 2Z Z2 4A A4 5S S5 7T T7 8B B8 0D D0 <C <L <E 0Q Q0"
        .split(' ')
        .find_map(|pair| pair.strip_prefix(character)?.chars().next())
}

prop_compose! {
    /// The second line of a passport with good check digits.
    fn passport()(
        number in "[A-Z0-9]{6,9}", birth in date(), expiry in date(), optional in "([A-Z0-9]{1,14})?",
    ) -> String {
        let with_digit = |text: &str, width: usize| {
            let filled = format!("{text:<<width$}");
            format!("{filled}{}", check_digit(&filled).unwrap())
        };
        let (number, birth) = (with_digit(&number, 9), with_digit(&birth, 6));
        let (expiry, optional) = (with_digit(&expiry, 6), with_digit(&optional, 14));
        let all = check_digit(&format!("{number}{birth}{expiry}{optional}")).unwrap();
        format!("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n{number}UTO{birth}F{expiry}{optional}{all}")
    }
}

fn date() -> impl Strategy<Value = String> {
    (0u8..100, 1u8..=12, 1u8..=28).prop_map(|(year, month, day)| format!("{year:02}{month:02}{day:02}"))
}

/// Positions of the second line under a check digit, counted from zero.
fn covered() -> impl Strategy<Value = usize> {
    prop_oneof![0usize..10, 13usize..20, 21usize..44]
}

proptest! {
    #[test]
    fn a_single_confusion_is_found_or_left_open_but_never_taken_for_another(zone in passport(), at in covered()) {
        let mrz = Mrz::parse(&zone).unwrap();
        prop_assert!(mrz.valid() && mrz.corrections().is_empty());
        let right = zone.lines().nth(1).unwrap().chars().nth(at).unwrap();
        let Some(wrong) = misread(right) else { return Ok(()) };
        let misread = Mrz::parse(&with(&zone, 1, at, wrong)).unwrap();
        prop_assert!(!misread.valid());
        let corrections = misread.corrections();
        if let [one] = corrections.as_slice() {
            prop_assert_eq!((one.line, one.position, one.proposed), (2, at + 1, right));
            prop_assert_eq!(Correction::apply(&corrections, &misread).unwrap(), mrz);
        } else {
            prop_assert!(corrections.is_empty());
            prop_assert!(!(13..20).contains(&at) && !(21..28).contains(&at), "among digits a letter is always found");
        }
    }

    #[test]
    fn any_zone_has_corrections_that_fit_it(text in "[A-Z0-9<]{88}|[A-Z0-9<]{90}|[A-Z0-9<]{72}") {
        let mrz = Mrz::parse(&text).unwrap();
        let corrections = mrz.corrections();
        for one in &corrections {
            let standing = mrz.lines()[one.line - 1].chars().nth(one.position - 1);
            prop_assert_eq!(standing, Some(one.read));
            prop_assert_ne!(one.read, one.proposed);
        }
        let corrected = Correction::apply(&corrections, &mrz).unwrap();
        prop_assert!(corrections.iter().all(|one| !corrected.failed_checks().contains(&one.field)));
    }
}
