import type { CallEnd } from '../calls/dispositions';
import type { Language } from './language';

/** The words of the call list in one language. */
export interface CallListTexts {
  readonly title: string;
  /** Before the number of calls. */
  readonly open: string;
  readonly none: string;
  readonly more: string;
  readonly others: string;
  readonly all: string;
  readonly agent: string;
  readonly show: string;
  readonly urgent: string;
  readonly due: string;
  readonly overdue: string;
  readonly attempt: string;
  readonly assigned: string;
  readonly taken: string;
  readonly take: string;
  /** The same where somebody else is at it. */
  readonly takeOver: string;
  readonly script: string;
  readonly result: string;
  readonly note: string;
  readonly callbackAt: string;
  readonly record: string;
  readonly recorded: string;
  readonly already: string;
  readonly tookIt: string;
  readonly choose: string;
  readonly badTime: string;
  readonly unknown: string;
  readonly later: string;
  readonly ends: Readonly<Record<Exclude<CallEnd, 'cancelled'>, string>>;
}

/** The ends that agents can choose, in the order in which they are offered. */
export const OFFERED_ENDS = [
  'connected',
  'no_answer',
  'busy',
  'callback',
  'refused',
  'wrong_number',
  'do_not_call',
] as const satisfies readonly CallEnd[];

/** What the call list says. */
export const CALL_LIST_TEXTS: Readonly<Record<Language, CallListTexts>> = {
  en: {
    title: 'Call list',
    open: 'Open calls:',
    none: 'Nobody is to be called right now. Load this page again later.',
    more: 'More calls follow once these are done:',
    others: 'Calls of others:',
    all: 'Show all calls',
    agent: 'Your name',
    show: 'Show my calls',
    urgent: 'Urgent',
    due: 'Due',
    overdue: 'Overdue since',
    attempt: 'Call no.',
    assigned: 'For',
    taken: 'At it:',
    take: 'I am calling now',
    takeOver: 'I am calling instead',
    script: 'What to say',
    result: 'How did the call end?',
    note: 'Note (optional)',
    callbackAt: 'Call back at',
    record: 'Record the result',
    recorded: 'The result is recorded.',
    already: 'This call is closed already. Nothing was changed.',
    tookIt: 'The call is yours.',
    choose: 'Please choose how the call ended.',
    badTime: 'Please enter the time to call back, and one that is still to come.',
    unknown: 'This link is not complete or no longer works. Please ask for a new one.',
    later: 'This could not be done just now. Please try again in a minute.',
    ends: {
      connected: 'Reached',
      no_answer: 'No answer',
      busy: 'Busy',
      callback: 'Wants to be called back',
      refused: 'Does not want to talk',
      wrong_number: 'Wrong number',
      do_not_call: 'Never call again',
    },
  },
  zh: {
    title: '外呼任务',
    open: '待拨打：',
    none: '目前没有需要拨打的电话，请稍后刷新本页。',
    more: '完成以上任务后还有：',
    others: '其他人的任务：',
    all: '显示全部任务',
    agent: '您的姓名',
    show: '只看我的任务',
    urgent: '优先',
    due: '截止时间',
    overdue: '已逾期，截止时间',
    attempt: '第几次拨打：',
    assigned: '负责人：',
    taken: '正在拨打：',
    take: '我来拨打',
    takeOver: '改由我拨打',
    script: '话术',
    result: '通话结果',
    note: '备注（选填）',
    callbackAt: '回电时间',
    record: '提交结果',
    recorded: '结果已记录。',
    already: '该任务已关闭，未作任何更改。',
    tookIt: '任务已分配给您。',
    choose: '请选择通话结果。',
    badTime: '请填写一个将来的回电时间。',
    unknown: '链接不完整或已失效，请索取新的链接。',
    later: '暂时无法完成，请稍后再试。',
    ends: {
      connected: '已接通',
      no_answer: '无人接听',
      busy: '占线',
      callback: '希望稍后回电',
      refused: '拒绝沟通',
      wrong_number: '号码错误',
      do_not_call: '不要再致电',
    },
  },
};
