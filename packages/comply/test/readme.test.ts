import { runReadme } from '@fedzk/testkit/readme';

runReadme('comply');
