import { ActionIcon, Textarea } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import { useDraft } from '../../../lib/messages/drafts.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { charactersLeft, longestMessage, sends } from '../composer.ts';
import type { Conversation } from '../schema.ts';
import classes from './composer.module.css';
import { FormButtons } from './form-buttons.tsx';

type Props = {
  conversation: Conversation;
  viewer: Viewer;
  /** To whom one writes. */
  name: string;
  takeFocus: boolean;
  onSend: (body: string) => void;
};

/** The field for the next message, and the forms that can be sent instead. What is begun is kept as a draft. */
export function Composer({ conversation, viewer, name, takeFocus, onSend }: Props) {
  const { t } = useTranslation('messages');
  const phone = useIsPhone();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(viewer.profileId, conversation.conversation_id);
  useEffect(() => {
    if (takeFocus) field.current?.focus({ preventScroll: true });
  }, [takeFocus]);
  useGrowing(field, text);
  const left = charactersLeft(text);
  const empty = text.trim() === '';
  const send = () => {
    field.current?.focus();
    if (empty) return;
    setText('');
    onSend(text.trim());
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={classes.row}>
        <Textarea
          ref={field}
          className={classes.field}
          aria-label={t('composer.label', { name })}
          aria-describedby={phone ? undefined : 'composer-keys'}
          placeholder={t('composer.placeholder')}
          rows={1}
          maxLength={longestMessage}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // 229: Safari ends the composition before it tells of the key.
            const composing = event.nativeEvent.isComposing || event.keyCode === 229;
            const { key, shiftKey, altKey } = event;
            if (!sends({ key, shiftKey, altKey, composing }, phone)) return;
            event.preventDefault();
            send();
          }}
        />
        <ActionIcon type="submit" size={44} variant="filled" aria-label={t('composer.send')} aria-disabled={empty}>
          <IconSend2 size={20} aria-hidden="true" className="cs-flip-rtl" />
        </ActionIcon>
      </div>
      <div className={classes.below}>
        <FormButtons conversation={conversation} viewer={viewer} />
        <span className={classes.hint} role="status">
          {left === undefined ? '' : t('composer.left', { count: left })}
        </span>
        {phone ? null : (
          <span id="composer-keys" className={`${classes.hint} ${classes.keys}`} hidden={left !== undefined}>
            {t('composer.keys')}
          </span>
        )}
      </div>
    </form>
  );
}

/** As high as its text, for browsers whose style sheets cannot say so (field-sizing); the style sheet limits both. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each change of the text
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.blockSize = 'auto';
    const border = element.offsetHeight - element.clientHeight;
    element.style.blockSize = `${element.scrollHeight + border}px`;
  }, [field, text]);
}
