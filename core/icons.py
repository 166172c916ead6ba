"""Our own few icons: strokes on a 24 by 24 ground."""

from typing import Final

from django.utils.safestring import SafeString

ICONS: Final = {
    "ok": SafeString('<path d="M5 12.5l4.5 4.5L19 7.5"/>'),
    "wait": SafeString('<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.2 2"/>'),
    "alert": SafeString('<path d="M12 3.5l9 16H3z"/><path d="M12 10v4M12 16.8v.4"/>'),
    "plain": SafeString('<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.4"/>'),
    "lock": SafeString('<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>'),
    "mail": SafeString('<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M4 7l8 6 8-6"/>'),
    "phone": SafeString(
        '<path d="M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3c0 1-1 2-2 2C11 20 4 13 4 5.5c0-1 1-2 2-2z"/>'
    ),
    "place": SafeString(
        '<path d="M12 21c5-5.5 7-8.6 7-11.5a7 7 0 1 0-14 0C5 12.4 7 15.5 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>'
    ),
    "person": SafeString('<circle cx="12" cy="8" r="4"/><path d="M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6"/>'),
    "print": SafeString('<path d="M7 9V4h10v5M7 16H4V9h16v7h-3"/><rect x="7" y="14" width="10" height="6"/>'),
    "back": SafeString('<path d="M14.5 5.5L8 12l6.5 6.5"/>'),
    "on": SafeString('<path d="M9.5 5.5L16 12l-6.5 6.5"/>'),
    "close": SafeString('<path d="M6 6l12 12M18 6L6 18"/>'),
    "calendar": SafeString(
        '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>'
    ),
    "money": SafeString('<rect x="3" y="6" width="18" height="12" rx="2"/><circle cx="12" cy="12" r="2.5"/>'),
    "heart": SafeString('<path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 12 20 12 20z"/>'),
}
