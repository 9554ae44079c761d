//! What a chip computes for a command, and how long that takes it: stated, not measured.

use emrtd::apdu::CommandApdu;
use emrtd::tlv;
use std::time::Duration;

/// What a command has the chip compute, beside secure messaging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation {
    /// Nothing but finding data and giving it.
    None,
    /// Random numbers and symmetric ciphers: a challenge, the nonce or the tokens of PACE, Basic Access Control.
    Symmetric,
    /// Maps the nonce of PACE: three scalar multiplications with Generic Mapping.
    Mapping,
    /// Agrees keys with an ephemeral key pair of its own: two scalar multiplications.
    EphemeralKeyAgreement,
    /// Agrees keys with its static key, or signs or verifies once: one scalar multiplication.
    StaticKey,
}

impl Operation {
    /// As far as the command shows it: in a session a GENERAL AUTHENTICATE is Chip Authentication.
    pub fn of(command: &[u8]) -> Self {
        let Ok(command) = CommandApdu::parse(command) else { return Self::None };
        let protected = command.class & 0x0C == 0x0C;
        match (command.instruction, command.p1, command.p2) {
            (0x86, ..) if protected => Self::StaticKey,
            (0x86, ..) => Self::of_pace(&command.data),
            (0x22, 0x41, 0xA6) | (0x88 | 0x2A, ..) => Self::StaticKey,
            (0x82, ..) if protected => Self::StaticKey,
            (0x82 | 0x84, ..) => Self::Symmetric,
            _ => Self::None,
        }
    }

    /// By the data object in the dynamic authentication data, ICAO 9303-11 §4.4.4.
    fn of_pace(data: &[u8]) -> Self {
        let step = tlv::parse_exactly(data, 0x7C).ok().and_then(|object| object.value.first().copied());
        match step {
            Some(0x81) => Self::Mapping,
            Some(0x83) => Self::EphemeralKeyAgreement,
            _ => Self::Symmetric,
        }
    }
}

/// How long a chip computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComputingTimes {
    /// Any command, until its answer begins.
    pub command: Duration,
    /// One step of symmetric cryptography with its random numbers.
    pub symmetric: Duration,
    /// One multiplication of a point by a scalar of 256 bits.
    pub scalar_multiplication: Duration,
    /// Each byte of a command or an answer under secure messaging.
    pub protected_byte: Duration,
}

impl ComputingTimes {
    /// A quick chip. Published figures for an agreement over 256 bits are 123 to 209 ms (ECTester's table of Java Cards,
    /// which are older); the quicker a chip, the more what lies around its computing counts.
    pub const QUICK: Self = Self {
        command: Duration::from_micros(500),
        symmetric: Duration::from_millis(5),
        scalar_multiplication: Duration::from_millis(40),
        protected_byte: Duration::from_micros(2),
    };

    /// A chip that takes no time: what remains is the line.
    pub const NONE: Self = Self {
        command: Duration::ZERO,
        symmetric: Duration::ZERO,
        scalar_multiplication: Duration::ZERO,
        protected_byte: Duration::ZERO,
    };

    /// One operation alone.
    pub fn operation(&self, operation: Operation) -> Duration {
        match operation {
            Operation::None => Duration::ZERO,
            Operation::Symmetric => self.symmetric,
            Operation::Mapping => self.scalar_multiplication.saturating_mul(3),
            Operation::EphemeralKeyAgreement => self.scalar_multiplication.saturating_mul(2),
            Operation::StaticKey => self.scalar_multiplication,
        }
    }

    /// All that the chip does between this command and this answer.
    pub fn exchange(&self, command: &[u8], answer: &[u8]) -> Duration {
        let bytes = match command.first() {
            Some(class) if class & 0x0C == 0x0C => command.len().saturating_add(answer.len()),
            _ => 0,
        };
        let protecting = self.protected_byte.saturating_mul(u32::try_from(bytes).unwrap_or(u32::MAX));
        self.command + self.operation(Operation::of(command)) + protecting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_tell_what_they_have_the_chip_compute() {
        let operation = |command: &str| Operation::of(&hex::decode(command.replace(' ', "")).unwrap());
        for (command, expected) in [
            ("00A4040C07A0000002471001", Operation::None),
            ("0022C1A40F800A04007F00070202040202830101", Operation::None),
            ("10860000027C0000", Operation::Symmetric),
            ("1086000007 7C05 8103040102 00", Operation::Mapping),
            ("1086000007 7C05 8303040102 00", Operation::EphemeralKeyAgreement),
            ("0086000007 7C05 8503040102 00", Operation::Symmetric),
            ("0C86000007 8705 0103040102 00", Operation::StaticKey),
            ("0C2241A607 8705 0103040102 00", Operation::StaticKey),
            ("0C2241A407 8705 0103040102 00", Operation::None),
            ("0C88000007 8705 0103040102 00", Operation::StaticKey),
            ("0084000008", Operation::Symmetric),
            ("00", Operation::None),
        ] {
            assert_eq!(operation(command), expected, "{command}");
        }
    }

    #[test]
    fn only_protected_bytes_take_time() {
        let times = ComputingTimes::QUICK;
        assert_eq!(times.exchange(&[0x00, 0xB0, 0, 0, 4], &[0; 6]), times.command);
        assert_eq!(
            times.exchange(&[0x0C, 0xB0, 0, 0, 4], &[0; 6]),
            times.command + times.protected_byte * 11
        );
    }
}
