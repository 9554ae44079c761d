//! Which of the lines that were read are a machine readable zone.

use super::ctc::Glyph;
use emrtd::mrz::Mrz;
use std::ops::Range;

/// A format of ICAO 9303: the lengths of its lines, and where only letters and fillers stand, all counted from zero.
struct Form {
    lengths: &'static [usize],
    letters: &'static [(usize, Range<usize>)],
}

const FORMS: [Form; 3] = [
    Form { lengths: &[30, 30, 30], letters: &[(0, 0..1), (0, 2..5), (1, 15..18), (2, 0..30)] },
    Form { lengths: &[44, 44], letters: &[(0, 0..1), (0, 2..44), (1, 10..13)] },
    Form { lengths: &[36, 36], letters: &[(0, 0..1), (0, 2..36), (1, 10..13)] },
];

/// The French card has other positions.
const FRENCH: &str = "IDFRA";

/// So many fillers of a row may be read too often or too rarely: nothing tells one from the next.
const MISCOUNTED: usize = 6;

/// With so many check digits wrong, nothing shows that the lines are a zone.
const WRONG_CHECK_DIGITS: usize = 3;

/// The zone among lines in reading order: the one with the fewest faults.
pub(super) fn find(lines: &[Vec<Glyph>]) -> Option<Mrz> {
    let windows = |form: &'static Form| lines.windows(form.lengths.len()).map(move |window| (form, window));
    let zones = FORMS.iter().flat_map(windows).filter_map(|(form, window)| form.read(window));
    zones.min_by_key(faults)
}

impl Form {
    fn read(&self, window: &[Vec<Glyph>]) -> Option<Mrz> {
        let fitted = window.iter().zip(self.lengths).map(|(line, length)| fit(line, *length));
        let fitted = fitted.collect::<Option<Vec<Vec<Glyph>>>>()?;
        let french = fitted.first()?.iter().take(FRENCH.len()).map(|glyph| glyph.letter).eq(FRENCH.chars());
        let letters = |at: &(usize, usize)| {
            !french && self.letters.iter().any(|(line, span)| *line == at.0 && span.contains(&at.1))
        };
        let line = |(row, glyphs): (usize, &Vec<Glyph>)| -> String {
            let character = |(column, glyph): (usize, &Glyph)| match letters(&(row, column)) {
                true => glyph.letter,
                false => glyph.character,
            };
            glyphs.iter().enumerate().map(character).collect()
        };
        let text = fitted.iter().enumerate().map(line).collect::<Vec<String>>().join("\n");
        Mrz::parse(&text).ok().filter(|mrz| text.contains("<<") && is_zone(mrz))
    }
}

/// How much is wrong with a zone.
pub(super) fn faults(mrz: &Mrz) -> usize {
    mrz.failed_checks().len() + mrz.problems().len()
}

fn is_zone(mrz: &Mrz) -> bool {
    mrz.failed_checks().len() < WRONG_CHECK_DIGITS
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
    let filled = vec![Glyph { character: '<', letter: '<' }; fillers];
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
        line.chars().map(|character| Glyph { character, letter: letter(character) }).collect()
    }

    fn found(lines: &[&str]) -> Option<Mrz> {
        find(&lines.iter().map(|line| glyphs(line)).collect::<Vec<_>>())
    }

    #[test]
    fn only_letters_stand_in_names_and_codes() {
        let mrz = found(&[&FIRST.replace('O', "0"), &SECOND.replace("UTO", "UT0")]).unwrap();
        assert_eq!(mrz.lines(), [FIRST, SECOND]);
        let misread = found(&[FIRST, &SECOND.replace("UTO7408", "UTO74O8")]).unwrap();
        assert!(!misread.valid() && misread.fields().date_of_birth == "74O812", "digits are not guessed");
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
            if let Some(mrz) = find(&lines.iter().map(|line| glyphs(line)).collect::<Vec<_>>()) {
                prop_assert!(is_zone(&mrz));
            }
        }

        #[test]
        fn what_fits_has_the_length(line in "[A-Z<]{0,50}", length in 1usize..50) {
            prop_assert!(fit(&glyphs(&line), length).is_none_or(|fitted| fitted.len() == length));
        }
    }
}
