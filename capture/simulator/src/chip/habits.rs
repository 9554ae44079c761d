//! Chips that are honest in another way than the usual one.

use super::active_authentication::Signing;
use super::card::SimulatedChip;
use super::hostile::Fault;
use super::length_fields::LengthFields;
use super::terminal_authentication::ExtendedAccess;
use emrtd::apdu::StatusWord;
use emrtd::crypto::Cipher;
use emrtd::cv_certificate::CvCertificate;
use emrtd::mrz::CalendarDate;

impl SimulatedChip {
    /// The same chip with other length fields than extended ones up to the longest.
    #[must_use]
    pub fn with_length_fields(mut self, length_fields: LengthFields) -> Self {
        self.length_fields = length_fields;
        self.files.announce(length_fields.announcement());
        self
    }

    /// The same chip, but it refuses Chip Authentication with this cipher though DG14 announces it.
    #[must_use]
    pub fn without_chip_authentication(mut self, cipher: Cipher) -> Self {
        self.keys.chip_authentication.refuse(cipher);
        self
    }

    /// The same chip, but it takes no command in parts.
    #[must_use]
    pub fn without_chaining(mut self) -> Self {
        self.chain.refuse();
        self
    }

    /// The same chip, signing in another way.
    #[must_use]
    pub fn with_signing(mut self, signing: Signing) -> Self {
        if let Some(chip) = &mut self.keys.active_authentication {
            chip.signing = signing;
        }
        self
    }

    /// The same chip, but it gives DG3 and DG4 only to terminals under this authority whose certificates are valid on
    /// `today`, the latest day it knows.
    ///
    /// The certificate must be that of an authority, on a curve of its own; any other changes nothing.
    #[must_use]
    pub fn with_extended_access(mut self, authority: &CvCertificate, today: CalendarDate) -> Self {
        if let Some(access) = ExtendedAccess::new(authority, today) {
            self.extended_access = Some(access);
        }
        self
    }

    /// The same chip, but where a file ends before Ne it gives nothing and names the right Le (6Cxx).
    #[must_use]
    pub fn with_corrected_lengths(mut self) -> Self {
        self.files.correct_lengths();
        self
    }

    /// The same chip, but it answers this status word to a READ BINARY of more bytes.
    #[must_use]
    pub fn refusing_more_than(mut self, bytes: usize, status: StatusWord) -> Self {
        self.files.refuse_more_than(bytes, status);
        self
    }

    /// The same chip, but it knows no short file identifiers: they are answered with this status word.
    #[must_use]
    pub fn without_short_identifiers(mut self, status: StatusWord) -> Self {
        self.files.refuse_short_identifiers(status);
        self
    }

    /// The same chip, but its short file identifiers bring other files than they should.
    #[must_use]
    pub fn mixing_up_short_identifiers(mut self) -> Self {
        self.files.mix_up_short_identifiers();
        self
    }

    /// The same chip, but however much is asked for, it gives no more of a file at once than so many bytes.
    #[must_use]
    pub fn giving_at_most(mut self, bytes: usize) -> Self {
        self.files.give_at_most(bytes);
        self
    }

    /// The same chip, but this befalls its answers from the one of this number on, the first being 1.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault, from: usize) -> Self {
        if fault == Fault::OneByteASecond {
            self.files.give_at_most(1);
        }
        self.line.add(fault, from);
        self
    }
}
