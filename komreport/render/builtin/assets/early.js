(function(r){r.classList.add("js");try{var t=localStorage.getItem("kom-tema");if(t==="mork"||t==="lys")r.dataset.tema=t;if(localStorage.getItem("kom-kapitler")==="skjult")r.dataset.kapitler="skjult"}catch(e){}
// fonts ahead of the style sheets; a browser refuses that for files on the disk
if(location.protocol!=="file:")document.currentScript.dataset.skrifter.split(" ").forEach(function(f){var l=document.createElement("link");l.rel="preload";l.as="font";l.type="font/woff2";l.crossOrigin="";l.href="site/fonts/"+f;document.head.append(l)})})(document.documentElement)
