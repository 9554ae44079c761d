//! A whole document, proven or refused.

use super::card_security::{self, CardSecurity};
use super::examination::Examination;
use super::{AcceptedAlgorithms, AuthenticKeys, ChipKeyRules, PassiveRefusal, PassiveReport, Portrait};
use crate::reason::Reason;
use crate::trust::TrustStore;
use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::security_object::LdsSecurityObject;
use emrtd::lds::{DataGroup1, DataGroup2};
use emrtd::mrz::{CalendarDate, Mrz};
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use std::collections::BTreeMap;
use time::{Date, Duration, Month, OffsetDateTime};

/// A document that expired up to this long before its document signer's certificate began is still read as expired.
const EXPIRY_BEFORE_SIGNER: Duration = Duration::days(10 * 365);

/// A document whose data groups are those that the issuing state signed.
pub struct AuthenticDocument {
    report: PassiveReport,
    keys: AuthenticKeys,
    content: Content,
    /// The day on which the document signer's certificate begins.
    signer_begins: Date,
}

/// Proves the document in a chip record at the moment `at`: EF.SOD, DG1 and DG2, and all else that was read.
pub fn authenticate(
    record: &ChipRecord,
    trust: &TrustStore,
    algorithms: &AcceptedAlgorithms,
    at: OffsetDateTime,
) -> Result<AuthenticDocument, PassiveRefusal> {
    let mut examination = Examination::new(trust, algorithms, at);
    let files = data_groups(record);
    let signed = examination.examine_files(record.file(ElementaryFile::Sod), &files);
    let file = signed.as_ref().and(record.file(ElementaryFile::CardSecurity));
    let card_security =
        file.and_then(|file| card_security::authenticate(file, &examination.report, trust, algorithms, at));
    let keys = signed.map(|lds| AuthenticKeys::read(&examination, lds, &files, card_security));
    let (content, signer_begins) = (examination.read(&files), examination.signer_begins);
    let mut report = match examination.conclude() {
        Ok(report) => report,
        Err(refusal) => return Err(refusal.with_keys(keys)),
    };
    let (Some(keys), Some(content), Some(signer_begins)) = (keys, content, signer_begins) else {
        return Err(PassiveRefusal::new(report));
    };
    report.rest_on(&keys);
    Ok(AuthenticDocument { report, keys, content, signer_begins })
}

impl PassiveReport {
    /// What only a policy can judge about EF.CardSecurity is to be judged with the rest.
    fn rest_on(&mut self, keys: &AuthenticKeys) {
        if let Some(CardSecurity { warnings, quirks, .. }) = keys.proven_card_security() {
            self.warnings.extend(warnings);
            self.quirks.extend(quirks);
        }
    }
}

fn data_groups(record: &ChipRecord) -> BTreeMap<DataGroup, &[u8]> {
    let groups = record.files.iter().filter_map(|(file, bytes)| match file {
        ElementaryFile::DataGroup(group) => Some((*group, bytes.as_slice())),
        _ => None,
    });
    groups.collect()
}

/// What the proven data groups say.
struct Content {
    holder: Mrz,
    portrait: Portrait,
}

impl Examination<'_> {
    /// EF.SOD and the data groups; DG1 and DG2 must be among them. What EF.SOD lists is returned where it holds itself.
    fn examine_files(
        &mut self,
        sod: Option<&[u8]>,
        files: &BTreeMap<DataGroup, &[u8]>,
    ) -> Option<LdsSecurityObject> {
        let Some(sod) = sod else {
            self.refuse(Reason::DataGroupMissing);
            return None;
        };
        let lds = self.examine_security_object(sod)?;
        let holds = self.report.reasons.is_empty();
        self.examine_data_groups(&lds, files);
        self.demand(DataGroup::DG1);
        self.demand(DataGroup::DG2);
        holds.then_some(lds)
    }

    /// Reads only data groups whose digest matches.
    fn read(&mut self, files: &BTreeMap<DataGroup, &[u8]>) -> Option<Content> {
        let first = self.matching(DataGroup::DG1, files)?;
        let second = self.matching(DataGroup::DG2, files)?;
        let holder = DataGroup1::parse(first).ok().map(DataGroup1::into_mrz);
        let portrait = DataGroup2::parse(second).ok().and_then(|group| Portrait::from_authentic(&group));
        if holder.is_none() || portrait.is_none() {
            self.refuse(Reason::Malformed);
        }
        Some(Content { holder: holder?, portrait: portrait? })
    }
}

impl AuthenticDocument {
    /// What passive authentication found.
    pub fn report(&self) -> &PassiveReport {
        &self.report
    }

    /// The machine readable zone in DG1.
    pub fn holder(&self) -> &Mrz {
        &self.content.holder
    }

    /// The portrait in DG2.
    pub fn portrait(&self) -> &Portrait {
        &self.content.portrait
    }

    /// True when the issuing state signed a data group of this number, read or not.
    pub fn lists(&self, group: DataGroup) -> bool {
        self.keys.lists(group)
    }

    /// What DG14 announces, when it could be read.
    pub fn security_infos(&self) -> Option<&SecurityInfos> {
        self.keys.security_infos()
    }

    /// What EF.CardSecurity announces, when it was read and a document signer of the same state signed it.
    pub fn card_security(&self) -> Option<&SecurityInfos> {
        self.keys.card_security()
    }

    /// The key in DG15, when it could be read.
    pub fn active_authentication_key(&self) -> Option<&ActiveAuthenticationPublicKey> {
        self.keys.signature_key()?.ok()
    }

    /// By which rules its chip's keys are judged.
    pub fn rules(&self) -> &ChipKeyRules {
        self.keys.rules()
    }

    /// The keys with which its chip proves itself.
    pub fn keys(&self) -> &AuthenticKeys {
        &self.keys
    }

    /// True when the document stands under a specimen trust anchor.
    pub fn specimen(&self) -> bool {
        self.report.specimen
    }

    /// The issuing state that the document signer's certificate names, two letters.
    pub fn issuing_state(&self) -> &str {
        self.report.issuing_state.as_deref().unwrap_or_default()
    }

    /// The date of expiry in the machine readable zone; `None` where none is written.
    ///
    /// The zone writes no century. What tells it is not the day of the control, but what the issuing state signed: a
    /// document is signed after its signer's certificate begins and expires after that, so that the century is the
    /// first that fits (with ten years to spare for documents dated back). Cards without end that write `99` fit too.
    pub fn date_of_expiry(&self) -> Option<Date> {
        let start = self.signer_begins.checked_sub(EXPIRY_BEFORE_SIGNER)?;
        self.content.holder.date_of_expiry(from_calendar(start)?).and_then(in_calendar)
    }

    /// The date of birth in the machine readable zone, not after `today`; `None` where a part of it is unknown.
    pub fn date_of_birth(&self, today: Date) -> Option<Date> {
        self.content.holder.date_of_birth(from_calendar(today)?).and_then(in_calendar)
    }
}

fn from_calendar(date: Date) -> Option<CalendarDate> {
    CalendarDate::new(u16::try_from(date.year()).ok()?, date.month().into(), date.day())
}

fn in_calendar(date: CalendarDate) -> Option<Date> {
    Date::from_calendar_date(i32::from(date.year), Month::try_from(date.month).ok()?, date.day).ok()
}

/// Never shows the holder.
impl std::fmt::Debug for AuthenticDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthenticDocument").field("report", &self.report).finish_non_exhaustive()
    }
}
