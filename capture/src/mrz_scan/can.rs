//! The card access number on the front of a card: six digits that stand alone, ICAO 9303-11 §4.4.
//!
//! It has no check digit and no place of its own, so that it can only be told by its look; and six digits without a label
//! may be something else that has six. Where several could be it, all are given and none is chosen.

use super::detector::TextDetector;
use super::recogniser::TextRecogniser;
use super::text_line::TextLine;
use super::{ScanError, nearer, strip};
use image::RgbImage;
use image::imageops::{crop_imm, rotate90};
use serde::Serialize;
use std::fmt;

/// Digits.
const LENGTH: usize = 6;

/// What stands beside the number on some cards.
const LABELS: [&str; 3] = ["CAN", "CARDACCESSNUMBER", "ACCESSNUMBER"];

/// A label is at most so many times the height of the mark away.
const NEAR: f32 = 14.0;

/// A digit less probable than this is not one that was read.
const SURE: f32 = 0.6;

/// One way up is right when it reads so many times as well as the other.
const CLEARLY_BETTER: f32 = 1.1;

/// More lines than this are not read.
const MAXIMUM_LINES: usize = 60;

/// Six digits that stand alone.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// The digits.
    pub number: String,
    /// True where it is called a card access number beside it.
    pub labelled: bool,
}

/// Never shows the digits.
impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate {{ labelled: {} }}", self.labelled)
    }
}

/// All that could be the card access number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CardAccessNumbers {
    /// Each once, in the order of the picture.
    pub candidates: Vec<Candidate>,
}

impl CardAccessNumbers {
    /// The only one with a label, or the only one at all.
    pub fn number(&self) -> Option<&str> {
        let all: Vec<&Candidate> = self.candidates.iter().collect();
        let labelled: Vec<&Candidate> = all.iter().copied().filter(|one| one.labelled).collect();
        match (labelled.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Some(&one.number),
            _ => None,
        }
    }

    fn of(texts: &[Text]) -> Self {
        let mut candidates: Vec<Candidate> = Vec::new();
        for text in texts {
            let Some((number, named)) = text.number() else { continue };
            let labelled = named || texts.iter().any(|label| label.labels(text));
            match candidates.iter_mut().find(|known| known.number == number) {
                Some(known) => known.labelled |= labelled,
                None => candidates.push(Candidate { number, labelled }),
            }
        }
        Self { candidates }
    }
}

/// What stands on a line.
struct Text {
    line: TextLine,
    /// In capitals, without spaces.
    text: String,
    /// The lowest and the mean probability of its characters.
    least: f32,
    mean: f32,
}

impl Text {
    /// The six digits and whether a label stands before them.
    fn number(&self) -> Option<(String, bool)> {
        let digits = LABELS.iter().find_map(|label| self.text.strip_prefix(label));
        let number = digits.map_or(self.text.as_str(), |rest| rest.trim_start_matches([':', '.']));
        let six = number.len() == LENGTH && number.bytes().all(|byte| byte.is_ascii_digit());
        (six && self.least >= SURE).then(|| (number.to_owned(), digits.is_some()))
    }

    fn labels(&self, number: &Self) -> bool {
        let far = number.line.place(self.line.centre).map(|way| way / number.line.thick().max(1.0));
        let words = self.text.trim_end_matches([':', '.']);
        LABELS.contains(&words) && far[0].hypot(far[1]) < NEAR
    }
}

pub(super) fn scan(
    detector: &mut TextDetector,
    recogniser: &mut TextRecogniser,
    picture: &RgbImage,
) -> Result<CardAccessNumbers, ScanError> {
    let found = detector.detect(picture)?;
    let parts = nearer::parts([picture.width(), picture.height()], &found);
    let whole = [0, 0, picture.width(), picture.height()];
    let mut any = !found.is_empty();
    for [x, y, width, height] in std::iter::once(whole).chain(parts) {
        let part = crop_imm(picture, x, y, width, height).to_image();
        for look in [part.clone(), rotate90(&part)] {
            let lines = detector.detect(&look)?;
            any |= !lines.is_empty();
            let numbers = read(recogniser, &look, &lines)?;
            if !numbers.candidates.is_empty() {
                return Ok(numbers);
            }
        }
    }
    if any { Ok(CardAccessNumbers::default()) } else { Err(ScanError::NoText) }
}

/// The candidates the way up that reads better; both ways where neither does.
fn read(
    recogniser: &mut TextRecogniser,
    picture: &RgbImage,
    lines: &[TextLine],
) -> Result<CardAccessNumbers, ScanError> {
    let rightwards = |line: &TextLine| if line.along[0] < 0.0 { line.reversed() } else { *line };
    let lines: Vec<TextLine> = lines.iter().take(MAXIMUM_LINES).map(rightwards).collect();
    let upright = texts(recogniser, picture, lines.iter().copied())?;
    let turned = texts(recogniser, picture, lines.iter().map(|line| line.reversed()))?;
    let sure = |texts: &[Text]| texts.iter().map(|text| text.mean * text.text.len() as f32).sum::<f32>();
    let (up, down) = (sure(&upright), sure(&turned));
    Ok(CardAccessNumbers::of(&match () {
        () if up > CLEARLY_BETTER * down => upright,
        () if down > CLEARLY_BETTER * up => turned,
        () => upright.into_iter().chain(turned).collect(),
    }))
}

fn texts(
    recogniser: &mut TextRecogniser,
    picture: &RgbImage,
    lines: impl Iterator<Item = TextLine>,
) -> Result<Vec<Text>, ScanError> {
    let mut read = |line: TextLine| {
        let characters = recogniser.recognise_text(&strip::cut(picture, &line))?;
        let text = characters.iter().flat_map(|(text, _)| text.chars()).filter(|one| !one.is_whitespace());
        let least = characters.iter().map(|(_, sure)| *sure).fold(1.0, f32::min);
        let mean = characters.iter().map(|(_, sure)| *sure).sum::<f32>() / characters.len().max(1) as f32;
        Ok(Text { line, text: text.flat_map(char::to_uppercase).collect(), least, mean })
    };
    lines.map(&mut read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, x: f32, y: f32) -> Text {
        let line = TextLine { centre: [x, y], along: [1.0, 0.0], length: 60.0, thickness: [10.0, 10.0] };
        Text { line, text: text.into(), least: 0.9, mean: 0.95 }
    }

    fn number(texts: &[Text]) -> Option<String> {
        CardAccessNumbers::of(texts).number().map(str::to_owned)
    }

    #[test]
    fn six_digits_alone() {
        assert_eq!(number(&[text("UTOPIA", 0.0, 0.0), text("500540", 90.0, 50.0)]).unwrap(), "500540");
        for other in ["50054", "5005400", "50.05.40", "L500540", "12AUG1974", ""] {
            assert_eq!(number(&[text(other, 0.0, 0.0)]), None, "{other}");
        }
        assert_eq!(number(&[Text { least: 0.3, ..text("500540", 0.0, 0.0) }]), None, "not surely read");
    }

    #[test]
    fn none_is_chosen_of_several_but_the_one_with_a_label() {
        let two = || vec![text("500540", 0.0, 0.0), text("120190", 0.0, 400.0)];
        assert_eq!((number(&two()), CardAccessNumbers::of(&two()).candidates.len()), (None, 2));
        let with = |label| two().into_iter().chain([label]).collect::<Vec<_>>();
        assert_eq!(number(&with(text("CAN:", 0.0, 370.0))).unwrap(), "120190");
        assert_eq!(number(&with(text("CANADA", 0.0, 370.0))), None);
        assert_eq!(number(&with(text("CAN123456", 300.0, 200.0))).unwrap(), "123456");
        assert_eq!(number(&[text("500540", 0.0, 0.0), text("500540", 0.0, 90.0)]).unwrap(), "500540");
    }

    #[test]
    fn the_digits_are_never_shown() {
        assert!(!format!("{:?}", CardAccessNumbers::of(&[text("500540", 0.0, 0.0)])).contains("500540"));
    }
}
