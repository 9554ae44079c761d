//! One zone of each format, those of ICAO 9303 by its worked examples where there are such.

/// The lines of a zone, and the size of the document that carries it.
pub struct Zone {
    pub name: &'static str,
    pub lines: &'static str,
    /// Width and height in millimetres.
    pub size: [f32; 2],
}

pub const ZONES: [Zone; 7] = [
    Zone {
        name: "TD1",
        lines: "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        size: [85.6, 54.0],
    },
    Zone {
        name: "TD2",
        lines: "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
        size: [105.0, 74.0],
    },
    Zone {
        name: "TD3",
        lines: "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        size: [125.0, 88.0],
    },
    Zone {
        name: "MRV-A",
        lines: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
        size: [120.0, 80.0],
    },
    Zone {
        name: "MRV-B",
        lines: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
        size: [105.0, 74.0],
    },
    Zone {
        name: "FR",
        lines: "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6",
        size: [105.0, 74.0],
    },
    Zone {
        name: "CH",
        lines: "AAA001D<<\nFACHE305142128097<<800126<<<<<\nBLANCHARD<<JEAN<PIERRE<<<<<<<<",
        size: [85.6, 54.0],
    },
];
