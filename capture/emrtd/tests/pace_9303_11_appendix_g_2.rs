//! The worked example of ICAO 9303-11 appendix G.2: PACE with generic mapping over integers (1024/160) and AES-128.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::PaceError;
use emrtd::crypto::{Cipher, SessionKeys};
use emrtd::crypto::{Domain, KeyAgreementError, KeyPair, SymmetricKey};
use emrtd::domain_parameters::ModpGroup;
use emrtd::password::{MrzKey, Password};
use emrtd::secure_messaging::SecureMessaging;
use support::pace::Example;

const NONCE: &str = "FA5B7E3E49753A0DB9178B7B9BD898C8";
const TERMINAL_MAPPING: &str = "5265030F751F4AD18B08AC565FC7AC952E41618D";
const TERMINAL_MAPPING_PUBLIC: &str = "23FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3EB71C343DB13D1DEBCE9A3666DBCFC920\
        B49174A602CB47965CAA73DC702489A44D41DB914DE9613DC5E98C94160551C0DF86274B9359BC0490D01B03AD54022D\
        CB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8BA166F4311975EC6C";
const CHIP_MAPPING: &str = "78879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E623EA5738B26381E4DA19E004706FACE7\
        B235C2DBF2F38748312F3C98C2DD4882A41947B324AA1259AC22579DB93F7085655AF30889DBB845D9E6783FE42C9F24\
        49400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B44126EE6";
const MAPPED_GENERATOR: &str = "7C9CBFE98F9FBDDA8D143506FA7D9306F4CB17E3C71707AFF5E1C1A12370249684D64EE37AF44B8DBD9D45BF6023919C\
        BAA027AB97ACC771666C8E98FF483301BFA4872DEDE9034EDFACB70814166B7F360676829B826BEA57291B5AD69FBC84\
        EF1E779032A305803F74341793E869742D401325B37EE8565FFCDEE618342DC5";
const TERMINAL_EPHEMERAL: &str = "89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA";
const TERMINAL_EPHEMERAL_PUBLIC: &str = "907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD911551B9AE4D04369F29A02626C86FBC6747C\
        C7BC352645B6161A2A42D44EDA80A08FA8D61B76D3A154AD8A5A51786B0BC07147057871A922212C5F67F43173172236\
        B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5130551EDBC2EE5D4";
const CHIP_EPHEMERAL: &str = "075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152BD8B3A213F53820C42ADC79AB5D0AEEC3\
        AEFB91394DA476BD97B9B14D0A65C1FC71A0E019CB08AF55E1F729005FBA7E3FA5DC41899238A250767A6D46DB974064\
        386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29AEA1";
const SHARED_SECRET: &str = "6BABC7B3A72BCD7EA385E4C62DB2625BD8613B24149E146A629311C4CA6698E38B834B6A9E9CD7184BA8834AFF5043D4\
        36950C4C1E7832367C10CB8C314D40E5990B0DF7013E64B4549E2270923D06F08CFF6BD3E977DDE6ABE4C31D55C0FA2E\
        465E553E77BDF75E3193D3834FC26E8EB1EE2FA1E4FC97C18C3F6CFFFE2607FD";

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn example() -> Example {
    Example {
        info: "3012060A04007F00070202040102020102020100",
        password: Password::Mrz(MrzKey::new("T22000129", "640812", "101031").unwrap()),
        drawn: vec![bytes(TERMINAL_MAPPING), bytes(TERMINAL_EPHEMERAL)],
        answers: vec![
            bytes("9000"),
            bytes("7C128010854D8DF5827FA6852D1A4FA701CDDDCA9000"),
            bytes(&format!("7C8183828180{CHIP_MAPPING}9000")),
            bytes(&format!("7C8183848180{CHIP_EPHEMERAL}9000")),
            bytes("7C1B8608917F37B5C0E6D8D1870F4445544553544356434130303030339000"),
        ],
    }
}

fn domain() -> Domain {
    Domain::new(ModpGroup::Modp1024Order160.into()).unwrap()
}

fn mapped() -> Domain {
    let own = KeyPair::from_private(&domain(), &bytes(TERMINAL_MAPPING)).unwrap();
    domain().map_generic(&bytes(NONCE), &own, &bytes(CHIP_MAPPING)).unwrap()
}

#[test]
fn g_2_mapped_generator_and_shared_secret() {
    assert_eq!(example().info().to_string(), "pace-dh-gm-aes-cbc-cmac-128/0");
    assert_eq!(mapped().generator().unwrap(), bytes(MAPPED_GENERATOR));
    let ephemeral = KeyPair::from_private(&mapped(), &bytes(TERMINAL_EPHEMERAL)).unwrap();
    assert_eq!(ephemeral.public_key(), bytes(TERMINAL_EPHEMERAL_PUBLIC));
    assert_eq!(ephemeral.shared_secret(&bytes(CHIP_EPHEMERAL)).unwrap().to_vec(), bytes(SHARED_SECRET));
}

#[test]
fn g_2_every_command_of_the_terminal() {
    let (sent, outcome) = example().run();
    // The example leaves the domain parameters (DO'84') out, and real chips demand them.
    let expected = [
        "0022C1A412800A04007F00070202040102830101840100".to_owned(),
        "10860000027C0000".to_owned(),
        format!("10860000867C8183818180{TERMINAL_MAPPING_PUBLIC}00"),
        format!("10860000867C8183838180{TERMINAL_EPHEMERAL_PUBLIC}00"),
        "008600000C7C0A8508B46DD9BD4D98381F00".to_owned(),
    ];
    assert_eq!(sent, expected.map(|hex| bytes(&hex)));
    let key = |hex| SymmetricKey::new(Cipher::Aes128, &bytes(hex)).unwrap();
    let keys = SessionKeys {
        encryption: key("2F7F46ADCC9E7E521B45D192FAFA9126"),
        authentication: key("805A1D27D45A5116F73C54469462B7D8"),
    };
    let select = emrtd::apdu::CommandApdu::new(0x00, 0xA4, 0x04, 0x0C).with_data(bytes("A0000002471001"));
    let expected = SecureMessaging::new(keys, 0).protect(&select).unwrap();
    assert_eq!(outcome.unwrap_or_else(|_| panic!()).messaging.protect(&select).unwrap(), expected);
}

#[test]
fn g_2_an_answer_one_bit_off_is_refused() {
    assert_eq!(example().changed(1), Some(PaceError::ChipNotAuthenticated));
    // An integer one off is not of the subgroup.
    let outside = Some(PaceError::KeyAgreement(KeyAgreementError::InvalidPublicKey));
    assert_eq!((example().changed(2), example().changed(3)), (outside, outside));
    let mut answers = example().answers;
    answers[4][4] ^= 1;
    assert_eq!(example().run_against(&answers).1.err(), Some(PaceError::ChipNotAuthenticated));
}

#[test]
fn g_2_the_terminals_own_keys_sent_back_are_refused() {
    for (index, own) in [(2, TERMINAL_MAPPING_PUBLIC), (3, TERMINAL_EPHEMERAL_PUBLIC)] {
        let mut answers = example().answers;
        answers[index][6..134].copy_from_slice(&bytes(own));
        assert_eq!(example().run_against(&answers).1.err(), Some(PaceError::SamePublicKey));
    }
}

/// Zero, one, p − 1 (of order two), p and what is longer than it: RFC 2631 §2.1.5.
#[test]
fn elements_of_no_or_of_a_small_subgroup_are_refused_in_every_group() {
    for group in ModpGroup::ALL {
        let domain = Domain::new(group.into()).unwrap();
        let pair = KeyPair::from_private(&domain, &[2]).unwrap();
        let prime = group.parameters().unwrap().prime_p().to_vec();
        let mut less_one = prime.clone();
        *less_one.last_mut().unwrap() -= 1;
        let mut longer = vec![0];
        longer.extend_from_slice(pair.public_key());
        longer.resize(prime.len() + 1, 0);
        for peer in [vec![], vec![0], vec![1], less_one, prime.clone(), longer] {
            assert_eq!(pair.shared_secret(&peer).err(), Some(KeyAgreementError::InvalidPublicKey));
        }
        assert_eq!(pair.shared_secret(&domain.generator().unwrap()).unwrap().len(), prime.len());
        assert_eq!(KeyPair::from_private(&domain, &[]).err().unwrap(), KeyAgreementError::InvalidPrivateKey);
        let order = group.parameters().unwrap().prime_q().unwrap().to_vec();
        assert_eq!(order.len(), group.order_length());
        assert!(KeyPair::from_private(&domain, &order).is_err());
    }
}
