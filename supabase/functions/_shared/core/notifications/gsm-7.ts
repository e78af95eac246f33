/**
 * Text messages are billed and cut by segments: 160 characters of the GSM 7-bit alphabet (3GPP TS 23.038 §6.2.1), or 70
 * UTF-16 units as soon as one character is not in it.
 */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Each counts as two. */
const extended = '^{}\\[~]|€';

const inBasic = new Set(basic);
const inExtended = new Set(extended);
const isGsm7 = (char: string) => inBasic.has(char) || inExtended.has(char);

const lookalikes: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '·': '-',
  '•': '-',
  '´': "'",
  '`': "'",
  ª: 'a',
  º: 'o',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  œ: 'oe',
  Œ: 'OE',
};

/**
 * With what is missing in the alphabet written another way: accents that it lacks are left off (á, í, ó, ú, ç; é and ñ
 * stay), typographic signs become plain ones. A script that it does not have stays as it is.
 */
export function toGsm7(text: string): string {
  return Array.from(text.normalize('NFC'), (char) => {
    if (isGsm7(char)) return char;
    const other = lookalikes[char] ?? char.normalize('NFD').replace(/\p{M}/gu, '');
    return other !== '' && Array.from(other).every(isGsm7) ? other : char;
  }).join('');
}

export type SmsSize = {
  encoding: 'GSM-7' | 'UCS-2';
  /** Septets or UTF-16 units. */
  length: number;
  segments: number;
};

/** Of several segments each loses seven septets or three units to the header that joins them (§9.2.3.24.1). */
export function smsSize(text: string): SmsSize {
  const chars = Array.from(text);
  const fits = chars.every(isGsm7);
  const length = fits ? chars.length + chars.filter((char) => inExtended.has(char)).length : text.length;
  const [single, joined] = fits ? [160, 153] : [70, 67];
  return {
    encoding: fits ? 'GSM-7' : 'UCS-2',
    length,
    segments: length <= single ? 1 : Math.ceil(length / joined),
  };
}
