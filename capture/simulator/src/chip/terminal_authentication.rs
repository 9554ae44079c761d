//! The chip's side of Terminal Authentication version 1, TR-03110-1 §3.5 and TR-03110-3 §2.5 and §B.3.

use super::refusal::Refusal;
use emrtd::chip::terminal_authentication::ChipIdentifier;
use emrtd::cv_certificate::{CvCertificate, CvKey, HolderRole, PublicKeyReference};
use emrtd::mrz::CalendarDate;
use emrtd::tlv;

/// What the chip knows of terminals: for good, and in this session.
pub(super) struct ExtendedAccess {
    trust_points: Vec<Holder>,
    /// The latest day the chip knows to have passed.
    today: CalendarDate,
    /// How the way in named the chip.
    chip: Option<ChipIdentifier>,
    /// The terminal's ephemeral key of Chip Authentication, compressed.
    compressed_key: Option<Vec<u8>>,
    /// Whose certificate was verified last in this session.
    presented: Option<Holder>,
    granted: Rights,
}

/// Which of the protected data groups may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rights {
    pub(super) data_group_3: bool,
    pub(super) data_group_4: bool,
}

/// A key that the chip believes, and what it is for.
#[derive(Clone)]
pub(super) struct Holder {
    name: PublicKeyReference,
    key: CvKey,
    role: HolderRole,
    rights: Rights,
}

/// A step that waits for the next command.
pub(super) enum Step {
    /// MSE:Set DST named this key.
    Certificate(Holder),
    /// MSE:Set AT named this terminal.
    Terminal(Holder),
    /// GET CHALLENGE gave this terminal this challenge.
    Challenge(Holder, [u8; 8]),
}

impl ExtendedAccess {
    /// A chip with this trust point; `None` when the certificate is not one of an authority.
    pub(super) fn new(authority: &CvCertificate, today: CalendarDate) -> Option<Self> {
        let key = authority.public_key.key()?;
        let rights = Rights::of(authority);
        let (name, role) = (authority.holder.clone(), authority.authorization.role);
        (role == HolderRole::Authority).then(|| Self {
            trust_points: vec![Holder { name, key, role, rights }],
            today,
            chip: None,
            compressed_key: None,
            presented: None,
            granted: Rights::default(),
        })
    }

    /// A session began under this name of the chip.
    pub(super) fn opened(&mut self, chip: Option<ChipIdentifier>) {
        self.chip = chip;
        self.chip_authenticated(None);
    }

    /// Chip Authentication was run with this ephemeral key, or the session ended; what was granted is gone.
    pub(super) fn chip_authenticated(&mut self, compressed_key: Option<Vec<u8>>) {
        self.compressed_key = compressed_key;
        self.presented = None;
        self.granted = Rights::default();
    }

    pub(super) fn granted(&self) -> Rights {
        self.granted
    }

    /// MSE:Set DST: the key to verify the next certificate with.
    pub(super) fn set_issuer(&self, data: &[u8]) -> Result<Step, Refusal> {
        let name = name(data)?;
        let known = self.trust_points.iter().chain(&self.presented);
        let issuer = known.into_iter().find(|holder| holder.name == name);
        issuer.cloned().map(Step::Certificate).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)
    }

    /// PSO:Verify Certificate: the key in it is believed from now on.
    pub(super) fn verify_certificate(&mut self, issuer: &Holder, data: &[u8]) -> Result<(), Refusal> {
        let certificate = CvCertificate::from_command(data).map_err(|_| Refusal::WRONG_DATA)?;
        let role = certificate.authorization.role;
        let fits = certificate.authority == issuer.name && issuer.role.certifies(role);
        // A link certificate is taken after its last day.
        let expired = certificate.expiration < self.today && role != HolderRole::Authority;
        if !fits || expired || certificate.verify(&issuer.key).is_err() {
            return Err(Refusal::AUTHENTICATION_FAILED);
        }
        let key = certificate.public_key.inherit(&issuer.key).ok_or(Refusal::WRONG_DATA)?;
        let rights = issuer.rights.and(Rights::of(&certificate));
        let holder = Holder { name: certificate.holder.clone(), key, role, rights };
        if matches!(role, HolderRole::Authority | HolderRole::DomesticVerifier) {
            self.today = self.today.max(certificate.effective);
        }
        match role {
            HolderRole::Authority => self.trust(holder),
            _ => self.presented = Some(holder),
        }
        Ok(())
    }

    /// A successor stands beside the authority before it, and in the place of the one before that.
    fn trust(&mut self, successor: Holder) {
        self.trust_points.retain(|known| known.name != successor.name);
        if self.trust_points.len() > 1 {
            self.trust_points.remove(0);
        }
        self.trust_points.push(successor);
    }

    /// MSE:Set AT: the terminal whose certificate was verified last.
    pub(super) fn set_terminal(&self, data: &[u8]) -> Result<Step, Refusal> {
        let name = name(data)?;
        let named = |holder: &&Holder| holder.name == name && holder.role == HolderRole::Terminal;
        let terminal = self.presented.as_ref().filter(named);
        terminal.cloned().map(Step::Terminal).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)
    }

    /// EXTERNAL AUTHENTICATE: the signature over chip, challenge and the terminal's ephemeral key.
    pub(super) fn authenticate(
        &mut self,
        terminal: &Holder,
        challenge: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal> {
        let chip = self.chip.as_ref().ok_or(Refusal::CONDITIONS_NOT_SATISFIED)?;
        let key = self.compressed_key.as_ref().ok_or(Refusal::CONDITIONS_NOT_SATISFIED)?;
        let message = [chip.as_bytes(), challenge, key].concat();
        terminal.key.verify(&message, signature).map_err(|_| Refusal::AUTHENTICATION_FAILED)?;
        self.granted = terminal.rights;
        Ok(())
    }
}

impl Rights {
    fn of(certificate: &CvCertificate) -> Self {
        let authorization = &certificate.authorization;
        Self {
            data_group_3: authorization.reads_data_group_3(),
            data_group_4: authorization.reads_data_group_4(),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            data_group_3: self.data_group_3 && other.data_group_3,
            data_group_4: self.data_group_4 && other.data_group_4,
        }
    }
}

/// DO'83': the name of a key.
fn name(data: &[u8]) -> Result<PublicKeyReference, Refusal> {
    let name = tlv::parse_exactly(data, 0x83)?.value;
    PublicKeyReference::parse(name).map_err(|_| Refusal::WRONG_DATA)
}
