// The claim is kept in IndexedDB, so that a reload continues the control. The private key cannot be exported from there.

/** A claimed control. */
export interface Claim {
  readonly control: string;
  readonly key: CryptoKeyPair;
  readonly issuer: string;
  readonly purpose: string;
  /** When the browser forgets it, by its own clock, in milliseconds since 1970. */
  readonly until: number;
}

const STORE = "claims";

/** Keeps the claim. */
export async function keep(claim: Claim): Promise<void> {
  await transact("readwrite", (store) => store.put(claim));
}

/** The claim on this control, if this browser made one. */
export async function find(control: string): Promise<Claim | null> {
  const claim: Claim | undefined = await transact("readonly", (store) => store.get(control));
  return claim ?? null;
}

/** Forgets the claim. */
export async function forget(control: string): Promise<void> {
  await transact("readwrite", (store) => store.delete(control));
}

/** Forgets all claims whose time is over. */
export async function forgetOld(now: number): Promise<void> {
  const claims: Claim[] = await transact("readonly", (store) => store.getAll());
  for (const claim of claims) {
    if (!(claim.until > now)) await forget(claim.control);
  }
}

async function transact<T>(mode: IDBTransactionMode, action: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await settled(action(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("idkontroll", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "control" });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}
