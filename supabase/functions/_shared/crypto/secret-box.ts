import { base64 } from './base64.ts';

/**
 * Keeps tokens and app passwords in the database as ciphertext: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce
 * and the id of the key, so that keys can be rotated. `purpose` is authenticated with it: the text of one column cannot
 * be passed off as that of another.
 */
export interface SecretBox {
  seal(text: string, purpose: string): Promise<string>;
  /** Throws when the key is unknown or the text is not what was sealed for that purpose. */
  open(sealed: string, purpose: string): Promise<string>;
  /** True when it was sealed with another key than the one in use. */
  isOutdated(sealed: string): boolean;
}

export interface EncryptionKey {
  id: string;
  /** 32 bytes in base64. */
  key: string;
}

const pattern = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9+/=]+)\.([A-Za-z0-9+/=]+)$/;
const decode = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

/** The first key seals, all of them open. */
export function createSecretBox(keys: [EncryptionKey, ...EncryptionKey[]]): SecretBox {
  const keyOf = async (id: string) => {
    const found = keys.find((key) => key.id === id);
    if (!found) throw new Error(`No encryption key is called ${id}.`);
    return crypto.subtle.importKey('raw', decode(found.key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  };
  const current = keys[0].id;

  return {
    async seal(text, purpose) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(purpose) };
      const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(current), utf8(text));
      return `v1.${current}.${base64(iv)}.${base64(new Uint8Array(sealed))}`;
    },
    async open(sealed, purpose) {
      const [, id, iv, data] = pattern.exec(sealed) ?? [];
      if (!id || !iv || !data) throw new Error('This is no sealed text.');
      const key = await keyOf(id);
      try {
        const algorithm = { name: 'AES-GCM', iv: decode(iv), additionalData: utf8(purpose) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, decode(data)));
      } catch (cause) {
        throw new Error(`A sealed text could not be opened with the key ${id}.`, { cause });
      }
    },
    isOutdated: (sealed) => pattern.exec(sealed)?.[1] !== current,
  };
}
