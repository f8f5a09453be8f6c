// The one script: a page works without it.
import {
  Button,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
  createAll,
} from "nhsuk-frontend"
import { files } from "../base/files/scripts/files.js"
import { connection } from "../base/ui/components/connection/connection.js"
import { clearing } from "../base/drafts/scripts/drafts.js"
import { passkeys } from "../base/accounts/scripts/passkeys.js"
import { keptForms } from "../base/ui/components/kept/kept.js"
import { previews } from "../base/ui/components/preview/preview.js"
import { tabs } from "../base/ui/components/tabs/tabs.js"
import { autogrow } from "../base/ui/scripts/autogrow.js"
import { copying } from "../base/ui/scripts/copying.js"
import { unsent } from "../base/ui/scripts/unsent.js"
import { mentions } from "../../discussions/scripts/mentions.js"
import { thread } from "../../discussions/scripts/thread.js"
import { desk } from "../desk/scripts/desk.js"
import { space } from "../home/scripts/space.js"
import { progress } from "../../networks/scripts/progress.js"
import { bell } from "../notifications/scripts/bell.js"
import { newer } from "../interventions/scripts/newer.js"
import { printing } from "../interventions/scripts/print.js"

document.body.classList.add("js-enabled", "nhsuk-frontend-supported")
for (const Component of [
  Button,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
]) {
  createAll(Component)
}

unsent()
clearing()
keptForms()
files()
passkeys()
autogrow()
copying()
connection()
previews()
tabs()
thread()
mentions()
space()
progress()
desk()
newer()
bell()
printing()
