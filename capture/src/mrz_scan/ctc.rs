//! From probabilities at each step to characters (connectionist temporal classification), those of the zone alone.

use ndarray::{ArrayView1, ArrayView2};

/// The class of the network that stands for nothing between two characters.
const BLANK: usize = 0;

/// A character as it was read.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// The likeliest of all.
    pub character: char,
    /// The likeliest that is no digit: what counts where only letters and fillers stand.
    pub letter: char,
    /// The likeliest digit.
    pub digit: char,
    /// The probability of the likeliest.
    pub sure: f32,
}

impl Glyph {
    /// A filler that nothing was read for.
    pub const FILLER: Self = Self { character: '<', letter: '<', digit: '0', sure: 0.0 };
}

/// The network's classes that stand for characters of a machine readable zone.
pub(super) struct Alphabet {
    classes: Vec<(usize, char)>,
}

impl Alphabet {
    /// The alphabet of a dictionary with one character a line, of which the first is class 1; `None` unless it holds each
    /// of A to Z, 0 to 9 and the filler once.
    pub fn new(dictionary: &str) -> Option<Self> {
        let zone = |line: &str| match line.as_bytes() {
            [byte @ (b'A'..=b'Z' | b'0'..=b'9' | b'<')] => Some(char::from(*byte)),
            _ => None,
        };
        let classes: Vec<(usize, char)> =
            dictionary.split('\n').zip(1..).filter_map(|(line, class)| Some((class, zone(line)?))).collect();
        let mut characters: Vec<char> = classes.iter().map(|(_, character)| *character).collect();
        characters.sort_unstable();
        characters.dedup();
        (characters.len() == 37 && classes.len() == 37).then_some(Self { classes })
    }

    /// The characters of the likeliest class of each step, a class that lasts counted once.
    pub fn decode(&self, steps: ArrayView2<'_, f32>) -> Vec<Glyph> {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut last: Option<(char, f32)> = None;
        for step in steps.outer_iter() {
            let read = self.likeliest(step, |_| true);
            let lasts = read.is_some_and(|(read, _)| last.is_some_and(|(last, _)| read == last));
            let surest = !lasts || read.is_some_and(|read| last.is_some_and(|last| read.1 > last.1));
            if let Some((character, sure)) = read.filter(|_| surest) {
                let of = |digit: bool| self.likeliest(step, |character| character.is_ascii_digit() == digit);
                let (letter, digit) = (of(false), of(true));
                let (letter, digit) = (letter.map_or('<', |one| one.0), digit.map_or('0', |one| one.0));
                let glyph = Glyph { character, letter, digit, sure };
                match glyphs.last_mut().filter(|_| lasts) {
                    Some(same) => *same = glyph,
                    None => glyphs.push(glyph),
                }
            }
            last = if surest { read } else { last };
        }
        glyphs
    }

    /// The likeliest of these characters with its probability; `None` where the blank is likelier than all characters.
    fn likeliest(&self, step: ArrayView1<'_, f32>, of: impl Fn(char) -> bool) -> Option<(char, f32)> {
        let probability = |class: usize| step.get(class).copied().unwrap_or_default();
        let highest = |of: &dyn Fn(char) -> bool| {
            let classes = self.classes.iter().filter(|(_, character)| of(*character));
            classes
                .map(|(class, character)| (*character, probability(*class)))
                .max_by(|a, b| a.1.total_cmp(&b.1))
        };
        highest(&|_| true).filter(|(_, any)| *any > probability(BLANK)).and_then(|_| highest(&of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use proptest::prelude::*;

    const DICTIONARY: &str = "!\n<\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\na\nA\nB\nC\nD\nE\nF\nG\nH\nI\nJ\nK\nL\nM\nN\nO\nP\nQ\nR\nS\nT\nU\nV\nW\nX\nY\nZ\nÆ";

    /// Steps in which these characters of the dictionary are the likeliest; a space stands for the blank.
    fn steps(text: &str) -> Array2<f32> {
        let lines: Vec<&str> = DICTIONARY.split('\n').collect();
        let mut steps = Array2::from_elem((text.chars().count(), lines.len() + 2), 0.001);
        for (row, character) in text.chars().enumerate() {
            let class = lines.iter().position(|line| line.chars().eq([character])).map_or(0, |at| at + 1);
            steps[[row, class]] = 0.9;
        }
        steps
    }

    fn read(steps: &Array2<f32>) -> String {
        let glyphs = Alphabet::new(DICTIONARY).unwrap().decode(steps.view());
        glyphs.iter().map(|glyph| glyph.character).collect()
    }

    #[test]
    fn what_lasts_is_one_and_a_blank_parts_two() {
        assert_eq!(read(&steps("PP< <  <UU TT OO")), "P<<<UTO");
        assert_eq!(read(&steps("PP<   <UU 11")), "P<<U1");
    }

    #[test]
    fn a_character_of_the_zone_is_taken_before_a_likelier_other() {
        let mut steps = steps("a");
        let class = DICTIONARY.split('\n').position(|line| line == "A").unwrap() + 1;
        steps[[0, class]] = 0.05;
        assert_eq!(read(&steps), "A");
    }

    #[test]
    fn the_likeliest_letter_of_the_surest_step() {
        let class = DICTIONARY.split('\n').position(|line| line == "O").unwrap() + 1;
        let mut steps = steps("00");
        steps[[0, class]] = 0.2;
        let decode = |steps: &Array2<f32>| Alphabet::new(DICTIONARY).unwrap().decode(steps.view());
        let glyphs = decode(&steps);
        assert!(glyphs.len() == 1 && (glyphs[0].character, glyphs[0].letter) == ('0', 'O'));
        assert!((glyphs[0].digit, glyphs[0].sure) == ('0', 0.9));
    }

    #[test]
    fn a_dictionary_must_hold_every_character_once() {
        assert!(Alphabet::new(&DICTIONARY.replace("\nQ", "")).is_none());
        assert!(Alphabet::new(&format!("{DICTIONARY}\nQ")).is_none());
        assert!(Alphabet::new("").is_none());
    }

    proptest! {
        #[test]
        fn any_numbers(rows in 0usize..20, columns in 0usize..60, number in any::<f32>()) {
            let text = Alphabet::new(DICTIONARY).unwrap().decode(Array2::from_elem((rows, columns), number).view());
            prop_assert!(text.len() <= rows);
        }
    }
}
