/** One form of a panel: what an ops person reads, from top to bottom. */
interface Form {
  /** What is chosen to get from the form before to this one: field and option. */
  readonly choose?: readonly [field: string, option: string];
  readonly labels: readonly string[];
  /** What "Add option" offers. */
  readonly options?: readonly string[];
}

/** The panel of a node that was just added. */
interface Panel {
  readonly node: string;
  /** What is clicked in the list of nodes, where the node offers several things to do. */
  readonly action?: string;
  readonly forms: readonly Form[];
}

const ENTRY = ['Instance Key', 'Re-Entry', 'People per Execution', 'Exit When', 'Goal', 'Options'];

const ENTRY_OPTIONS = ['Catch Up Hours', 'Holdout Percent', 'Max Event Age Hours', 'Max People per Minute'];

const trigger: Panel = {
  node: 'User Event Trigger',
  forms: [
    {
      labels: ['Events From', 'Events', 'Conditions', 'Path', 'Authentication', 'Format', ...ENTRY],
      options: [...ENTRY_OPTIONS, 'Source', 'Time Scale'],
    },
    {
      choose: ['Events From', 'Other Journeys Only'],
      labels: ['Events From', 'Events', 'Conditions', ...ENTRY],
      options: [...ENTRY_OPTIONS, 'Sample Event', 'Time Scale'],
    },
    {
      choose: ['Re-Entry', 'Always'],
      labels: ['Events From', 'Events', 'Conditions', ...ENTRY],
      options: [
        ...['Catch Up Hours', 'Holdout Percent', 'Max Concurrent', 'Max Event Age Hours'],
        ...['Max People per Minute', 'Sample Event', 'Time Scale'],
      ],
    },
  ],
};

const EVENTS = ['Wait For', 'Event', 'Output Name', 'Conditions', 'Wait Without Limit'];

const wait: Panel = {
  node: 'Wait For Event',
  forms: [
    {
      labels: [...EVENTS, 'Until', 'Wait at Most', 'Unit', 'Counted From', 'Options'],
      options: [
        'Continue When',
        'Grace in Minutes',
        'If the Time Is Already Past',
        'In Test Runs',
        'Look Back',
        'Only Within',
        'Restart Timer On',
        'Sample Event',
        'Time Zone',
      ],
    },
    { choose: ['Until', 'A Date'], labels: [...EVENTS, 'Until', 'Date', 'Options'] },
    {
      choose: ['Until', 'Before or After a Date of the Person'],
      labels: [...EVENTS, 'Until', 'Date Field', 'Direction', 'By', 'By Unit', 'At Time of Day', 'Options'],
    },
  ],
};

const split: Panel = {
  node: 'Segment Split',
  forms: [
    { labels: ['Split By', 'Segments', 'Name', 'Conditions', 'Behaviour'] },
    { choose: ['Split By', 'Percentage'], labels: ['Split By', 'Arms', 'Name', 'Percent', 'Options'] },
  ],
};

const MESSAGE = ['Channels', 'Channel', 'To', 'Profile Field', 'Content'];
const MESSAGE_RULES = ['Category', 'Transactional', 'Consent', 'Reports and Replies'];
/** What a message to many needs is in view, though off, without asking for it. */
const MESSAGE_OPTIONS = ['Options', 'Frequency Caps', 'Quiet Hours'];

const message: Panel = {
  node: 'Send Message',
  forms: [
    {
      labels: [...MESSAGE, 'Text', ...MESSAGE_RULES, 'Outcomes As', ...MESSAGE_OPTIONS],
      options: [
        'Really Do It in Test Runs',
        'Service Timeout (Seconds)',
        'Time Zone',
        'Try the Next Channel After',
      ],
    },
    {
      choose: ['Reports and Replies', 'Take In and Wait for Delivery'],
      labels: [
        ...MESSAGE,
        'Text',
        ...MESSAGE_RULES,
        'Wait at Most',
        'Unit',
        'Outcomes As',
        ...MESSAGE_OPTIONS,
      ],
    },
  ],
};

const OFFERS = ['Offers', 'Channel', 'Value', 'Currency'];

const coupon: Panel = {
  node: 'Send Coupon',
  action: 'Issue a coupon',
  forms: [
    {
      labels: [
        ...['Operation', 'Plan', ...OFFERS, 'Code Source', 'Code Prefix', 'Valid Days'],
        ...['Outcomes As', 'Tell a Coupon Service', 'Options'],
      ],
      options: [
        'Code Length',
        'Expires at End of Day',
        'Max Face Value',
        'Max Issues',
        'Really Do It in Test Runs',
        'Service Timeout (Seconds)',
        'Time Zone',
      ],
    },
    {
      choose: ['Operation', 'Import Codes'],
      labels: ['Operation', 'Plan', 'Codes From', 'Codes', 'Code Field'],
    },
    {
      choose: ['Operation', 'Generate Codes'],
      labels: ['Operation', 'Plan', 'How Many', 'Code Prefix', 'Code Length'],
    },
    { choose: ['Operation', 'Stock'], labels: ['Operation', 'Plan'] },
  ],
};

const publish: Panel = {
  node: 'Publish User Event',
  forms: [
    {
      labels: ['User ID', 'Event', 'Properties', 'Options'],
      options: ['Event ID', 'Really Do It in Test Runs', 'Timestamp'],
    },
  ],
};

const metrics: Panel = {
  node: 'Metrics Recorder',
  action: 'Record a metric',
  forms: [
    { labels: ['Operation', 'Metric', 'Name', 'Value', 'Currency', 'Order ID'] },
    { choose: ['Metric', 'Custom'], labels: ['Operation', 'Metric', 'Name', 'Value'] },
    { choose: ['Operation', 'Report'], labels: ['Operation', 'Workflow ID', 'Count', 'From', 'To'] },
  ],
};

const BANDS = ['Bands', ...['Output Name', 'From', 'Thanks'], ...['Output Name', 'From', 'Thanks']];
const RATED = ['Question', 'Lowest Number', 'Highest Number', ...BANDS, 'Wait at Most', 'Unit'];

const rating: Panel = {
  node: 'Rating Branch',
  forms: [
    {
      labels: ['Asked By', ...RATED, 'Options'],
      options: [
        ...['Answer Can Be Changed For (Minutes)', 'Colour', 'Comment Field', 'In Test Runs'],
        ...['Language', 'Replies to Messages Count', 'Sample Answer', 'Title'],
        ...['Word for the Highest', 'Word for the Lowest'],
      ],
    },
    {
      choose: ['Asked By', 'A Message From Here'],
      labels: [
        ...['Asked By', 'Channel', 'To', 'Profile Field', 'Content', 'Text', ...RATED],
        ...['Category', 'Transactional', 'Consent', 'Options'],
      ],
      options: [
        ...['Answer Can Be Changed For (Minutes)', 'Colour', 'Comment Field', 'Frequency Caps'],
        ...['In Test Runs', 'Language', 'Quiet Hours', 'Really Do It in Test Runs'],
        ...['Replies to Messages Count', 'Sample Answer', 'Service Timeout (Seconds)', 'Time Zone'],
        ...['Title', 'Word for the Highest', 'Word for the Lowest'],
      ],
    },
  ],
};

const AGAIN = ['After', 'At Most', 'Time Between', 'Unit'];

const call: Panel = {
  node: 'Outbound Call Task',
  forms: [
    {
      labels: [
        ...['Calls Are Made With', 'To', 'Profile Field', 'Task Name', 'Script', 'Shown to the Agent'],
        ...['Assign To', 'Priority', 'Wait at Most', 'Unit'],
        ...['Callable From', 'Callable Until', 'Callable On', 'Except Holidays Of', 'Whose Clock'],
        ...['Call Again', ...AGAIN, ...AGAIN, ...AGAIN],
        ...['Outcome Groups', ...Array.from({ length: 5 }, () => ['Name', 'Results']).flat(), 'Options'],
      ],
      options: [
        ...['Category', 'Consent', 'Due Within', 'Frequency Caps', 'In Test Runs', 'Link Word'],
        ...['List Language', 'List Title', 'Spread (Minutes)', 'Time Zone'],
      ],
    },
  ],
};

const profile: Panel = {
  node: 'User Profile',
  action: 'Get a profile',
  forms: [
    { labels: ['Operation', 'Whose Profile'] },
    {
      choose: ['Operation', 'Journeys'],
      labels: ['Operation', 'Whose Profile', 'Workflow ID', 'Only Active'],
    },
  ],
};

export const PANELS: readonly Panel[] = [
  ...[trigger, wait, split, coupon, message, call, rating, publish, metrics, profile],
];
