import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { launchBrowser, openPage, transitionsEnded } from './browser.ts';
const stack = JSON.parse(readFileSync('/tmp/E-stack/.careslot/stack.json','utf8'));
const who = stack.accounts.find((a:any)=>a.role==='clinician');
const ses = await (await fetch(`${stack.api_url}/auth/v1/token?grant_type=password`,{method:'POST',headers:{apikey:stack.publishable_key,'content-type':'application/json'},body:JSON.stringify({email:who.email,password:who.password})})).text();
const t=async<T>(l:string,f:()=>Promise<T>)=>{const s=performance.now();const r=await f();console.log(l,Math.round(performance.now()-s));return r;};
const browser = await t('launch',()=>launchBrowser());
const tags=['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'];
for (let i=0;i<3;i++){
 const w = await t('openPage',()=>openPage(browser, process.env.RM?{reducedMotion:'reduce'}:{}));
 const p=w.page;
 await p.addInitScript(`localStorage.setItem('careslot-session', ${JSON.stringify(ses)})`);
 await t('goto',()=>p.goto(stack.web_url+'/calendar?view=week'));
 await t('settled',()=>p.locator('section[data-settled]').waitFor());
 await t('networkidle',()=>p.waitForLoadState('networkidle'));
 await t('transitions',()=>transitionsEnded(p));
 await t('axe full std',()=>new AxeBuilder({page:p}).withTags(tags).analyze());
 await t('emulate dark',async()=>{await p.emulateMedia({colorScheme:'dark'});await p.locator('html[data-mantine-color-scheme="dark"]').waitFor();});
 await t('transitions',()=>transitionsEnded(p));
 await t('axe full std 2nd',()=>new AxeBuilder({page:p}).withTags(tags).analyze());
 await t('axe legacy',()=>new AxeBuilder({page:p}).options({resultTypes:['violations']}).withTags(tags).setLegacyMode().analyze());
 await t('axe legacy noinject',()=>new AxeBuilder({page:p,axeSource:'undefined'}).options({resultTypes:['violations']}).withTags(tags).setLegacyMode().analyze());
 await t('axe contrast only',()=>new AxeBuilder({page:p,axeSource:'undefined'}).options({resultTypes:['violations']}).withRules(['color-contrast','link-in-text-block']).setLegacyMode().analyze());
 await t('close',()=>w.close());
}
await browser.close();
