//! Which of the lines that were read are a machine readable zone.

use super::ctc::Glyph;
use emrtd::mrz::{Mrz, MrzFormat};
use std::ops::Range;

/// Positions: a line and a span of it, both counted from zero.
type Place = (usize, Range<usize>);

/// A format: the lengths of its lines, and where only letters, where only digits stand beside fillers.
struct Form {
    format: MrzFormat,
    lengths: &'static [usize],
    letters: &'static [Place],
    digits: &'static [Place],
}

const FORMS: [Form; 7] = [
    Form {
        format: MrzFormat::Td1,
        lengths: &[30, 30, 30],
        letters: &[(0, 0..1), (0, 2..5), (1, 15..18), (2, 0..30)],
        digits: &[(0, 14..15), (1, 0..7), (1, 8..15), (1, 29..30)],
    },
    Form {
        format: MrzFormat::Td3,
        lengths: &[44, 44],
        letters: &[(0, 0..1), (0, 2..44), (1, 10..13)],
        digits: &[(1, 9..10), (1, 13..20), (1, 21..28), (1, 42..44)],
    },
    Form {
        format: MrzFormat::MrvA,
        lengths: &[44, 44],
        letters: &[(0, 0..1), (0, 2..44), (1, 10..13)],
        digits: &[(1, 9..10), (1, 13..20), (1, 21..28)],
    },
    Form {
        format: MrzFormat::Td2,
        lengths: &[36, 36],
        letters: &[(0, 0..1), (0, 2..36), (1, 10..13)],
        digits: &[(1, 9..10), (1, 13..20), (1, 21..28), (1, 35..36)],
    },
    Form {
        format: MrzFormat::MrvB,
        lengths: &[36, 36],
        letters: &[(0, 0..1), (0, 2..36), (1, 10..13)],
        digits: &[(1, 9..10), (1, 13..20), (1, 21..28)],
    },
    Form {
        format: MrzFormat::French,
        lengths: &[36, 36],
        letters: &[(0, 0..30), (1, 13..27), (1, 34..35)],
        digits: &[(1, 0..4), (1, 12..13), (1, 27..34), (1, 35..36)],
    },
    Form {
        format: MrzFormat::Swiss,
        lengths: &[9, 30, 30],
        letters: &[(0, 0..3), (0, 6..9), (1, 0..5), (2, 0..30)],
        digits: &[(0, 3..6), (1, 5..17), (1, 19..25)],
    },
];

/// So many fillers of a row may be read too often or too rarely: nothing tells one from the next.
const MISCOUNTED: usize = 6;

/// With so many check digits wrong, nothing shows that the lines are a zone.
const WRONG_CHECK_DIGITS: usize = 3;

/// A zone, and which of the lines it stands on.
pub(super) struct Found {
    pub mrz: Mrz,
    pub lines: Range<usize>,
}

/// The zone among lines in reading order: the one with the fewest faults.
pub(super) fn find<L: AsRef<[Glyph]>>(lines: &[L]) -> Option<Found> {
    let zones = FORMS.iter().flat_map(|form| form.windows(lines));
    zones.min_by_key(|found| faults(&found.mrz))
}

impl Form {
    fn windows<L: AsRef<[Glyph]>>(&'static self, lines: &[L]) -> impl Iterator<Item = Found> {
        let count = self.lengths.len();
        let read =
            move |(first, window)| Some(Found { mrz: self.read(window)?, lines: first..first + count });
        lines.windows(count).enumerate().filter_map(read)
    }

    /// The zone as it stands; where check digits fit only when letters among digits are taken for digits, so. The Swiss
    /// format has no check digits to ask.
    fn read<L: AsRef<[Glyph]>>(&self, window: &[L]) -> Option<Mrz> {
        let fitted = window.iter().zip(self.lengths).map(|(line, length)| fit(line.as_ref(), *length));
        let fitted = fitted.collect::<Option<Vec<Vec<Glyph>>>>()?;
        let unasked = if self.format == MrzFormat::Swiss { self.digits } else { &[] };
        let as_it_stands = self.parse(&fitted, unasked);
        if as_it_stands.as_ref().is_some_and(Mrz::valid) {
            return as_it_stands;
        }
        self.parse(&fitted, self.digits).filter(Mrz::valid).or(as_it_stands)
    }

    fn parse(&self, lines: &[Vec<Glyph>], digits: &[Place]) -> Option<Mrz> {
        let within = |places: &[Place], row, column| {
            places.iter().any(|(line, span)| *line == row && span.contains(&column))
        };
        let line = |(row, glyphs): (usize, &Vec<Glyph>)| -> String {
            let character = |(column, glyph): (usize, &Glyph)| match glyph.character {
                _ if within(self.letters, row, column) => glyph.letter,
                'A'..='Z' if within(digits, row, column) => glyph.digit,
                character => character,
            };
            glyphs.iter().enumerate().map(character).collect()
        };
        let text = lines.iter().enumerate().map(line).collect::<Vec<String>>().join("\n");
        Mrz::parse(&text)
            .ok()
            .filter(|mrz| text.contains("<<") && mrz.format() == self.format && is_zone(mrz))
    }
}

/// How much is wrong with a zone.
pub(super) fn faults(mrz: &Mrz) -> usize {
    mrz.failed_checks().len() + mrz.problems().len()
}

/// The Swiss format has no check digits, so that nothing else may be wrong with it.
fn is_zone(mrz: &Mrz) -> bool {
    let few = mrz.failed_checks().len() < WRONG_CHECK_DIGITS;
    few && (mrz.format() != MrzFormat::Swiss || mrz.valid())
}

/// The line at this length, its longest row of fillers made longer or shorter; check digits show whether rightly.
fn fit(line: &[Glyph], length: usize) -> Option<Vec<Glyph>> {
    if line.len() == length {
        return Some(line.to_vec());
    }
    let rows = line.chunk_by(|one, next| (one.character == '<') == (next.character == '<'));
    let is_fillers = |row: &&[Glyph]| row.first().is_some_and(|glyph| glyph.character == '<');
    let longest = rows.clone().filter(is_fillers).map(<[Glyph]>::len).max().filter(|longest| *longest > 1)?;
    let fillers = (longest + length).checked_sub(line.len()).filter(|fillers| *fillers > 0)?;
    let row = rows.clone().position(|row| is_fillers(&row) && row.len() == longest)?;
    let filled = vec![Glyph::FILLER; fillers];
    let fitted =
        rows.enumerate().flat_map(|(at, glyphs)| if at == row { filled.clone() } else { glyphs.to_vec() });
    (fillers.abs_diff(longest) <= MISCOUNTED).then(|| fitted.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn glyphs(line: &str) -> Vec<Glyph> {
        let letter = |character| if character == '0' { 'O' } else { character };
        let digit = |character| if character == 'O' { '0' } else { '9' };
        let glyph =
            |character| Glyph { character, letter: letter(character), digit: digit(character), sure: 1.0 };
        line.chars().map(glyph).collect()
    }

    fn found(lines: &[&str]) -> Option<Mrz> {
        find(&lines.iter().map(|line| glyphs(line)).collect::<Vec<_>>()).map(|found| found.mrz)
    }

    #[test]
    fn only_letters_stand_in_names_and_codes() {
        let mrz = found(&[&FIRST.replace('O', "0"), &SECOND.replace("UTO", "UT0")]).unwrap();
        assert_eq!(mrz.lines(), [FIRST, SECOND]);
        let misread = found(&[FIRST, &SECOND.replace("UTO7408", "UTO74O8")]).unwrap();
        assert_eq!(misread.lines()[1], SECOND, "the check digit tells that it is a zero");
        let wrong = found(&[FIRST, &SECOND.replace("UTO7408122F", "UTO74O8123F")]).unwrap();
        assert!(!wrong.valid() && wrong.fields().date_of_birth == "74O812", "digits are not guessed");
    }

    #[test]
    fn national_formats() {
        let french = ["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6"];
        assert!(found(&[french[0], &french[1].replace("CO", "C0")]).is_some_and(|mrz| mrz.lines() == french));
        let swiss = ["AAA001D<<", "FACHE305142128097<<800126<<<<<", "MARCHAND<<FABIENNE<<<<<<<<<<<<"];
        assert!(found(&swiss).is_some_and(|mrz| mrz.valid()));
        assert!(
            found(&[swiss[0], &swiss[1].replace("800126", "801326"), swiss[2]]).is_none(),
            "no check digits"
        );
    }

    #[test]
    fn a_zone_below_other_text() {
        let mrz = found(&["PASSPORT", "HOLDERSSIGNATURE", FIRST, SECOND]).unwrap();
        assert!(mrz.valid());
        assert!(found(&["PASSPORT", SECOND, FIRST]).is_none(), "not in this order");
        assert!(found(&[]).is_none() && found(&[FIRST]).is_none());
    }

    #[test]
    fn miscounted_fillers_are_made_good() {
        for (first, second) in [
            (&FIRST[..40], SECOND.to_owned()),
            (FIRST, SECOND.replace("<<<<<", "<<<<")),
            (FIRST, SECOND.replace("<<<<<", "<<<<<<<")),
        ] {
            assert!(found(&[first, &second]).unwrap().valid());
        }
        assert!(found(&[&FIRST[..36], SECOND]).is_none(), "too many are missing");
        assert!(found(&[FIRST, &SECOND[1..]]).is_none(), "a character is missing, not a filler");
    }

    #[test]
    fn lines_of_the_right_length_are_not_enough() {
        let text = SECOND.replace("6UTO7408122F1204159", "5UTO5555555F5555555");
        assert!(found(&[FIRST, &text]).is_none());
    }

    proptest! {
        #[test]
        fn any_lines(lines in proptest::collection::vec("[A-Z0-9<]{0,50}", 0..5)) {
            if let Some(found) = find(&lines.iter().map(|line| glyphs(line)).collect::<Vec<_>>()) {
                prop_assert!(is_zone(&found.mrz) && found.lines.end <= lines.len());
            }
        }

        #[test]
        fn what_fits_has_the_length(line in "[A-Z<]{0,50}", length in 1usize..50) {
            prop_assert!(fit(&glyphs(&line), length).is_none_or(|fitted| fitted.len() == length));
        }
    }
}
