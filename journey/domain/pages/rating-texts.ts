import type { Language } from './language';

/** The words of the rating page in one language. */
export interface RatingTexts {
  readonly question: string;
  readonly lowest: string;
  readonly highest: string;
  readonly comment: string;
  readonly send: string;
  readonly choose: string;
  readonly thanks: string;
  readonly mayChange: string;
  readonly answered: string;
  readonly closed: string;
  readonly unknown: string;
  readonly later: string;
}

/** What the page says where the node does not say it otherwise. */
export const RATING_TEXTS: Readonly<Record<Language, RatingTexts>> = {
  en: {
    question: 'How satisfied are you with us?',
    lowest: 'Not at all',
    highest: 'Very much',
    comment: 'Anything you would like to tell us? (optional)',
    send: 'Send my answer',
    choose: 'Please choose a number first.',
    thanks: 'Thank you for your answer!',
    mayChange: 'Changed your mind? Open the link again within the next minutes.',
    answered: 'We already have your answer. Thank you!',
    closed: 'The time for this question is over. Thank you all the same!',
    unknown: 'This link is not complete or no longer works. Please open it once more from our message.',
    later: 'We could not take your answer just now. Please try again in a minute.',
  },
  zh: {
    question: '您对我们的服务满意吗？',
    lowest: '非常不满意',
    highest: '非常满意',
    comment: '您还有什么想告诉我们的？（选填）',
    send: '提交评分',
    choose: '请先选择一个分数。',
    thanks: '感谢您的评分！',
    mayChange: '想修改评分？请在几分钟内重新打开此链接。',
    answered: '我们已收到您的评分，谢谢！',
    closed: '本次评分已结束，感谢您的关注！',
    unknown: '链接不完整或已失效，请从我们发给您的消息中重新打开。',
    later: '暂时无法提交，请稍后再试。',
  },
};
