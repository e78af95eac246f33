import { conformsToThePort } from './conformance.ts';
import { openResend, openSmtp, openTwilio, openWebPush } from './under-test.ts';

conformsToThePort('e-mail by SMTP', openSmtp);
conformsToThePort('e-mail by Resend', openResend);
conformsToThePort('text messages by Twilio', openTwilio);
conformsToThePort('Web Push', openWebPush);
