/** The mark of TSGI: a gateway with an arrow through it. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">
<rect width="96" height="96" rx="20" fill="#1d4ed8"/>
<path d="M20 72V46a28 28 0 0 1 56 0v26" fill="none" stroke="#fff" stroke-width="10" stroke-linecap="round"/>
<path d="M36 52h26m-10-11 11 11-11 11" fill="none" stroke="#93c5fd" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
