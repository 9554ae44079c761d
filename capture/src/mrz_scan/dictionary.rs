//! From probabilities at each step to any text, with every character that the network knows.

use ndarray::ArrayView2;

/// The characters by class.
pub(super) struct Dictionary {
    /// The blank, the lines of the dictionary, the space.
    classes: Vec<String>,
}

impl Dictionary {
    /// Of a dictionary with one character a line, of which the first is class 1.
    pub fn new(lines: &str) -> Self {
        let lines = lines.split('\n').map(str::to_owned);
        Self { classes: std::iter::once(String::new()).chain(lines).chain([" ".to_owned()]).collect() }
    }

    /// The likeliest class of each step, one that lasts counted once, with its highest probability.
    pub fn decode(&self, steps: ArrayView2<'_, f32>) -> Vec<(&str, f32)> {
        let mut text: Vec<(&str, f32)> = Vec::new();
        let mut last = 0;
        for step in steps.outer_iter() {
            let likeliest = step.iter().copied().enumerate().max_by(|one, other| one.1.total_cmp(&other.1));
            let Some((class, sure)) = likeliest else { continue };
            match (text.last_mut().filter(|_| class == last), self.classes.get(class)) {
                (Some(same), _) if class != 0 => same.1 = same.1.max(sure),
                (_, Some(character)) if class != 0 => text.push((character, sure)),
                _ => {}
            }
            last = class;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn any_character_and_a_blank_parts_two() {
        let steps = array![
            [0.1, 0.8, 0.0, 0.1],
            [0.1, 0.9, 0.0, 0.0],
            [0.9, 0.1, 0.0, 0.0],
            [0.1, 0.7, 0.2, 0.0],
            [0.0, 0.0, 0.0, 1.0],
            [0.0, 0.4, 0.6, 0.0]
        ];
        let dictionary = Dictionary::new("1\nÆ");
        assert_eq!(dictionary.decode(steps.view()), [("1", 0.9), ("1", 0.7), (" ", 1.0), ("Æ", 0.6)]);
    }
}
