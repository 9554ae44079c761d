//! Mutations that are the same on every machine: what a replay without libFuzzer can try around its inputs.

use crate::specimen::Repeatable;

/// Bytes at which parsers decide: ends of ranges, lengths, tags.
const TELLING: [u8; 12] = [0x00, 0x01, 0x1F, 0x30, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x85, 0xFE, 0xFF];

/// Makes mutations of inputs.
pub struct Mutations(Repeatable);

impl Mutations {
    /// Those of this number.
    pub fn new(number: u64) -> Self {
        Self(Repeatable(number))
    }

    /// The next mutation of this input.
    pub fn of(&mut self, input: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.0.below(3) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let place = self.0.below(bytes.len());
        let telling = TELLING.get(self.0.below(TELLING.len())).copied().unwrap_or_default();
        match (self.0.below(6), bytes.get_mut(place)) {
            (0, Some(byte)) => *byte ^= 1 << self.0.below(8),
            (1, Some(byte)) => *byte = telling,
            (2, Some(_)) => bytes.truncate(place),
            (3, Some(_)) => {
                drop(bytes.drain(place..bytes.len().min(place.saturating_add(1 + self.0.below(8)))))
            }
            (4, Some(_)) => {
                let end = bytes.len().min(place.saturating_add(1 + self.0.below(64)));
                bytes.extend_from_within(place..end);
            }
            _ => bytes.insert(place, telling),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_the_same_every_time_and_differ_from_each_other() {
        let made = |number| {
            let mut mutations = Mutations::new(number);
            (0..200).map(|_| mutations.of(&[0x30, 0x03, 0x02, 0x01, 0x05])).collect::<Vec<_>>()
        };
        assert!(made(1) == made(1) && made(1) != made(2));
        let mut distinct = made(1);
        distinct.sort();
        distinct.dedup();
        assert!(distinct.len() > 100);
        let mut nothing = Mutations::new(3);
        assert!((0..50).all(|_| nothing.of(&[]).len() <= 64));
    }
}
